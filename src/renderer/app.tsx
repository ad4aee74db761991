import { lazy, Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { FileDrop } from './drop/file-drop.tsx'
import { isTyping } from './form/is-typing.ts'
import { LiveView } from './live/live-view.tsx'
import { AlarmBanner } from './shell/alarm-banner.tsx'
import { ConnectionAdvice } from './shell/connection-control.tsx'
import { Header } from './shell/header.tsx'
import { KeysDialog } from './shell/keys-dialog.tsx'
import { Navigation, VIEWS } from './shell/navigation.tsx'
import { PageTitle } from './shell/page-title.tsx'
import { StatusLine } from './shell/status-line.tsx'
import './shell/shell.css'

const DemandView = lazy(() => import('./demand/demand-view.tsx'))
const AlarmsView = lazy(() => import('./alarms/alarms-view.tsx'))
const HistoryView = lazy(() => import('./history/history-view.tsx'))
const TariffView = lazy(() => import('./tariff/tariff-view.tsx'))
const LoadsView = lazy(() => import('./loads/loads-view.tsx'))
const ModelView = lazy(() => import('./model/model-view.tsx'))
const SettingsView = lazy(() => import('./settings/settings-view.tsx'))

export function App() {
  const [path, navigate] = useLocation()
  const [keysOpen, setKeysOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const view = VIEWS.find(({ key }) => key === event.key)
      if (view !== undefined) navigate(view.path)
      if (event.key === '?') setKeysOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate])
  const name = VIEWS.find((view) => view.path === path)?.name
  return (
    <div className="app">
      <a className="skip" href="#view">
        Skip to the view
      </a>
      <PageTitle view={name} />
      <div className="top">
        <Header />
        <AlarmBanner />
      </div>
      <Navigation path={path} />
      <main id="view" tabIndex={-1} aria-label={name ?? 'Not found'}>
        <ConnectionAdvice />
        <Suspense fallback={<p className="empty">Opening…</p>}>
          <CurrentView path={path} />
        </Suspense>
      </main>
      <StatusLine onKeys={() => setKeysOpen(true)} />
      <FileDrop />
      <KeysDialog open={keysOpen} onClose={() => setKeysOpen(false)} />
    </div>
  )
}

function CurrentView({ path }: { readonly path: string }) {
  if (path === '/') return <LiveView />
  if (path === '/demand') return <DemandView />
  if (path === '/alarms') return <AlarmsView />
  if (path === '/history') return <HistoryView />
  if (path === '/tariff') return <TariffView />
  if (path === '/loads') return <LoadsView />
  if (path === '/model') return <ModelView />
  if (path === '/settings') return <SettingsView />
  const views = VIEWS.map(({ key, name }) => `${key} for ${name}`).join(', ')
  return <p className="empty">{`There is no view at this address. Press ${views}.`}</p>
}
