import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallError } from '../../contract/api.ts'
import type { Settings } from '../../contract/settings.ts'

/** What the operator has changed and not saved. It outlives the view: going elsewhere loses nothing. */
export interface DraftState {
  readonly draft: Settings | null
  readonly error: CallError | null
  /** What the last save did. */
  readonly feedback: string
}

/** The changes of one view, which saves `keys` of the settings and leaves the others as they are by then. */
export interface DraftStore extends StoreApi<DraftState> {
  readonly keys: readonly (keyof Settings)[]
}

export function createDraftStore(keys: DraftStore['keys']): DraftStore {
  return { ...createStore<DraftState>(() => ({ draft: null, error: null, feedback: '' })), keys }
}

export const settingsDraft = createDraftStore(['site', 'source', 'retention', 'ranges'])
export const loadsDraft = createDraftStore(['demand', 'loads', 'planned'])
export const tariffDraft = createDraftStore(['tariff'])
export const alarmsDraft = createDraftStore(['alarms', 'notifications'])

/** What saving sends: `saved` with the draft's own keys changed. */
export function mergeDraft(saved: Settings, { keys, getState }: DraftStore): Settings {
  const { draft } = getState()
  if (draft === null) return saved
  return { ...saved, ...Object.fromEntries(keys.map((key) => [key, draft[key]])) }
}

export type FieldPath = readonly (string | number)[]

/** The value at `path` in a tree of objects and lists; undefined where there is none. */
export function valueAt(tree: unknown, path: FieldPath): unknown {
  let value = tree
  for (const key of path) value = (value as Record<string | number, unknown> | undefined | null)?.[key]
  return value
}

/** A copy of `tree` with `value` at `path`; `undefined` deletes the key. */
export function setValueAt<T>(tree: T, path: FieldPath, value: unknown): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  const inner = setValueAt(valueAt(tree, [key]), rest, value)
  if (Array.isArray(tree)) return tree.map((each, index) => (index === key ? inner : each)) as T
  const { [key]: _, ...others } = (tree ?? {}) as Record<string | number, unknown>
  if (inner === undefined) return others as T
  return { ...(tree as object), [key]: inner } as T
}

/** The path, as the engine writes it, of the first number that is not filled in; null where all are. */
export function findMissingNumber(tree: unknown, path: FieldPath = []): string | null {
  if (typeof tree === 'number') return Number.isFinite(tree) ? null : path.join('.')
  if (typeof tree !== 'object' || tree === null) return null
  for (const [key, value] of Object.entries(tree)) {
    const found = findMissingNumber(value, [...path, key])
    if (found !== null) return found
  }
  return null
}

/** Changes one value of the draft, which begins as a copy of `saved`. */
export function changeDraft(store: DraftStore, saved: Settings, path: FieldPath, value: unknown): void {
  store.setState(({ draft, error }) => ({
    draft: setValueAt(draft ?? saved, path, value),
    error: error !== null && concernsField(error.field, path) ? null : error,
    feedback: '',
  }))
}

/** Whether a change at `path` may mend what was refused at `field`: there, above it, or below it. */
function concernsField(field: string | undefined, path: FieldPath): boolean {
  if (field === undefined) return false
  const name = path.join('.')
  return field === name || field.startsWith(`${name}.`) || name.startsWith(`${field}.`)
}

export function discardDraft(store: DraftStore): void {
  store.setState({ draft: null, error: null, feedback: '' })
}
