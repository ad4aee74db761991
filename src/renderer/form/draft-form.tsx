import { type FormEvent, type ReactNode, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import type { Settings } from '../../contract/settings.ts'
import { usePage } from '../page/page-context.ts'
import { type DraftStore, discardDraft, findMissingNumber, mergeDraft } from './draft-store.ts'
import { DraftContext, describeError } from './field.tsx'
import { focusField } from './focus-field.ts'
import './form.css'

interface DraftFormProps {
  readonly saved: Settings
  readonly store: DraftStore
  readonly label: string
  /** Of a number that isn't filled in, by its path: what to do, where «Enter a number.» isn't enough. */
  readonly askFor?: (field: string) => string | null
  readonly children: ReactNode
}

/** Fields of the settings with a bar that saves or discards what was changed in them. */
export function DraftForm({ saved, store, label, askFor, children }: DraftFormProps) {
  const { save, saving } = useSaveDraft(saved, store, askFor)
  const context = useMemo(() => ({ saved, store }), [saved, store])
  return (
    <DraftContext value={context}>
      <form noValidate onSubmit={save} aria-label={label}>
        {children}
        <SaveBar store={store} saving={saving} />
      </form>
    </DraftContext>
  )
}

function useSaveDraft(saved: Settings, store: DraftStore, askFor: DraftFormProps['askFor']) {
  const { transport, store: engine } = usePage()
  const [saving, setSaving] = useState(false)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const settings = mergeDraft(saved, store)
    const missing = findMissingNumber(settings)
    if (missing !== null) return showFieldError(store, missing, askFor?.(missing) ?? 'Enter a number.')
    setSaving(true)
    const outcome = await transport.call('changeSettings', settings)
    setSaving(false)
    if (outcome.ok) {
      // Its snapshot arrives after this answer: until then the form would show the settings from before.
      engine.setState({ settings: outcome.value })
      store.setState({ draft: null, error: null, feedback: 'Saved and applied.' })
    } else {
      store.setState({ error: outcome.error, feedback: '' })
      focusField(outcome.error.field)
    }
  }
  return { save, saving }
}

function showFieldError(store: DraftStore, field: string, message: string): void {
  store.setState({ error: { code: 'invalid', field, message }, feedback: '' })
  focusField(field)
}

function SaveBar({ store, saving }: { readonly store: DraftStore; readonly saving: boolean }) {
  const unsaved = useStore(store, ({ draft }) => draft !== null)
  const error = useStore(store, (state) => state.error)
  const feedback = useStore(store, (state) => state.feedback)
  const state = unsaved
    ? 'Changes are not saved yet. They stay here while you look at other views.'
    : 'Nothing is changed.'
  return (
    <div className="save-bar">
      <button type="submit" className="primary" disabled={!unsaved || saving}>
        {saving ? 'Saving…' : 'Save'}
      </button>
      <button type="button" disabled={!unsaved || saving} onClick={() => discardDraft(store)}>
        Discard
      </button>
      <p role="status">{error === null ? feedback || state : `Not saved. ${describeError(error)}`}</p>
    </div>
  )
}
