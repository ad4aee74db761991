import { useEffect } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { AlarmMark } from '../alarms/alarm-mark.tsx'
import { useAlarms } from '../alarms/use-alarms.ts'
import { alarmsDraft, type DraftStore, loadsDraft, settingsDraft, tariffDraft } from '../form/draft-store.ts'
import { formatCount } from '../format/numbers.ts'
import { MoreViews } from './more-views.tsx'
import './navigation.css'

export const VIEWS = [
  { path: '/', key: '1', name: 'Live' },
  { path: '/demand', key: '2', name: 'Demand' },
  { path: '/alarms', key: '3', name: 'Alarms' },
  { path: '/history', key: '4', name: 'History' },
  { path: '/tariff', key: '5', name: 'Tariff' },
  { path: '/loads', key: '6', name: 'Loads' },
  { path: '/model', key: '7', name: 'Model' },
  { path: '/settings', key: '8', name: 'Settings' },
] as const

const DRAFT_BY_VIEW: Readonly<Record<string, DraftStore>> = {
  '/alarms': alarmsDraft,
  '/tariff': tariffDraft,
  '/loads': loadsDraft,
  '/settings': settingsDraft,
}

/** So many views a narrow screen has room for, beside the button with the others. */
const VIEWS_ON_NARROW = 4

export function Navigation({ path }: { readonly path: string }) {
  const link = (view: (typeof VIEWS)[number]) => <ViewLink key={view.path} view={view} current={view.path === path} />
  const others = VIEWS.slice(VIEWS_ON_NARROW)
  return (
    <nav className="navigation" aria-label="Views">
      {VIEWS.slice(0, VIEWS_ON_NARROW).map(link)}
      <MoreViews current={others.find((view) => view.path === path)?.name ?? null}>{others.map(link)}</MoreViews>
    </nav>
  )
}

function ViewLink({ view, current }: { readonly view: (typeof VIEWS)[number]; readonly current: boolean }) {
  const draft = DRAFT_BY_VIEW[view.path]
  return (
    <Link href={view.path} aria-current={current ? 'page' : undefined}>
      <span>
        {view.name}
        {draft !== undefined && <UnsavedMark draft={draft} />}
      </span>
      {view.path === '/alarms' && <AlarmCount />}
      <kbd>{view.key}</kbd>
    </Link>
  )
}

/** The number of unacknowledged alarms, with the shape of the most urgent. */
function AlarmCount() {
  const first = useAlarms(({ unacknowledged }) => unacknowledged[0])
  const count = useAlarms(({ unacknowledged }) => unacknowledged.length)
  if (first === undefined) return null
  return (
    <span className="alarm-count">
      <AlarmMark priority={first.priority} state="activeUnacknowledged" />
      {formatCount(count)}
      <span className="visually-hidden"> not acknowledged</span>
    </span>
  )
}

function UnsavedMark({ draft }: { readonly draft: DraftStore }) {
  const unsaved = useStore(draft, (state) => state.draft !== null)
  useCloseGuard(unsaved)
  return unsaved ? <small>unsaved</small> : null
}

/** A browser shows a question before a tab with changes is closed. Electron would refuse to close without one. */
function useCloseGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved || window.ecopulse !== undefined) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}
