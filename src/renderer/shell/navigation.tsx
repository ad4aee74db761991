import { Link } from 'wouter'
import { useStore } from 'zustand'
import { draftStore } from '../settings/draft-store.ts'

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

export function Navigation({ path }: { readonly path: string }) {
  const unsaved = useStore(draftStore, (state) => state.draft !== null)
  return (
    <nav className="navigation" aria-label="Views">
      {VIEWS.map((view) => (
        <Link key={view.path} href={view.path} aria-current={view.path === path ? 'page' : undefined}>
          <span>
            {view.name}
            {view.path === '/settings' && unsaved && <small>unsaved</small>}
          </span>
          <kbd>{view.key}</kbd>
        </Link>
      ))}
    </nav>
  )
}
