import { useEffect } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import { alarmsDraft, type Draft, loadsDraft, settingsDraft, tariffDraft } from '../settings/draft-store.ts'

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

const DRAFTS: Readonly<Record<string, Draft>> = {
  '/alarms': alarmsDraft,
  '/tariff': tariffDraft,
  '/loads': loadsDraft,
  '/settings': settingsDraft,
}

export function Navigation({ path }: { readonly path: string }) {
  return (
    <nav className="navigation" aria-label="Views">
      {VIEWS.map((view) => {
        const draft = DRAFTS[view.path]
        return (
          <Link key={view.path} href={view.path} aria-current={view.path === path ? 'page' : undefined}>
            <span>
              {view.name}
              {draft !== undefined && <Unsaved draft={draft} />}
            </span>
            <kbd>{view.key}</kbd>
          </Link>
        )
      })}
    </nav>
  )
}

function Unsaved({ draft }: { readonly draft: Draft }) {
  const unsaved = useStore(draft, (state) => state.draft !== null)
  useCloseGuard(unsaved)
  return unsaved ? <small>unsaved</small> : null
}

/** A browser asks before a tab with changes is closed. Electron would refuse to close without a word. */
function useCloseGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved || window.ecopulse !== undefined) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}
