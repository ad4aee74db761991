import { createStore } from 'zustand/vanilla'
import type { CallError } from '../../contract/api.ts'
import type { Settings, SourceSettings } from '../../contract/settings.ts'

/** What the operator has changed and not saved. It outlives the view: going elsewhere loses nothing. */
export interface DraftState {
  readonly draft: Settings | null
  /** Sources that were filled in before another kind was chosen. */
  readonly others: Partial<Record<SourceSettings['kind'], SourceSettings>>
  readonly error: CallError | null
  /** What the last save did. */
  readonly feedback: string
}

export const draftStore = createStore<DraftState>(() => ({ draft: null, others: {}, error: null, feedback: '' }))

export type Path = readonly (string | number)[]

/** The value at `path` in a tree of objects and lists; undefined where there is none. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree
  for (const key of path) value = (value as Record<string | number, unknown> | undefined | null)?.[key]
  return value
}

/** A copy of `tree` with `value` at `path`; `undefined` takes the key out. */
export function withValue<T>(tree: T, path: Path, value: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  const inner = withValue(valueAt(tree, [key]), rest, value)
  if (Array.isArray(tree)) return tree.map((each, index) => (index === key ? inner : each)) as T
  const { [key]: _, ...others } = (tree ?? {}) as Record<string | number, unknown>
  if (inner === undefined) return others as T
  return { ...(tree as object), [key]: inner } as T
}

/** The path, as the engine writes it, of the first number that is not filled in; null where all are. */
export function firstMissingNumber(tree: unknown, path: Path = []): string | null {
  if (typeof tree === 'number') return Number.isFinite(tree) ? null : path.join('.')
  if (typeof tree !== 'object' || tree === null) return null
  for (const [key, value] of Object.entries(tree)) {
    const found = firstMissingNumber(value, [...path, key])
    if (found !== null) return found
  }
  return null
}

/** Changes one value of the draft, which begins as a copy of `saved`. */
export function changeDraft(saved: Settings, path: Path, value: unknown): void {
  draftStore.setState(({ draft, error }) => ({
    draft: withValue(draft ?? saved, path, value),
    error: error?.field === path.join('.') ? null : error,
    feedback: '',
  }))
}

const FRESH: { readonly [K in SourceSettings['kind']]: Extract<SourceSettings, { kind: K }> } = {
  simulator: { kind: 'simulator', seed: 7, speed: 1 },
  plant: { kind: 'plant', url: '', auth: { kind: 'none' }, tls: {}, mapping: [], gridSign: 'import', pingSeconds: 15 },
  replay: { kind: 'replay', file: '', speed: 1, mapping: [] },
}

/** Chooses another kind of source; what was filled in for the one before comes back with it. */
export function chooseSource(saved: Settings, kind: SourceSettings['kind']): void {
  draftStore.setState((state) => {
    const current = state.draft ?? saved
    const known = saved.source.kind === kind ? saved.source : FRESH[kind]
    return {
      draft: { ...current, source: state.others[kind] ?? known },
      others: { ...state.others, [current.source.kind]: current.source },
      error: null,
      feedback: '',
    }
  })
}

export function discardDraft(): void {
  draftStore.setState({ draft: null, others: {}, error: null, feedback: '' })
}
