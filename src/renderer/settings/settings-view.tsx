import { type FormEvent, useEffect, useState } from 'react'
import { Link } from 'wouter'
import { useStore } from 'zustand'
import type { Settings } from '../../contract/settings.ts'
import { Segmented } from '../shell/segmented.tsx'
import { useEngine, usePage } from '../state/engine-context.ts'
import { chooseTheme, THEMES, themeStore } from '../theme.ts'
import { discardDraft, draftStore, firstMissingNumber } from './draft-store.ts'
import { SavedSettings } from './field.tsx'
import { RangeSettings } from './range-settings.tsx'
import { RetentionSettings, SiteSettings } from './site-settings.tsx'
import { SourceSettings } from './source-settings.tsx'

export default function SettingsView() {
  const saved = useEngine((state) => state.settings)
  return (
    <div className="settings">
      {saved === null ? (
        <p className="empty">The settings come from the engine; waiting for it.</p>
      ) : (
        <Form saved={saved} />
      )}
      <Appearance />
      <Models />
    </div>
  )
}

function Form({ saved }: { readonly saved: Settings }) {
  const { save, saving } = useSave(saved)
  useCloseGuard()
  return (
    <SavedSettings value={saved}>
      <form noValidate onSubmit={save} aria-label="Settings">
        <SiteSettings />
        <SourceSettings />
        <RetentionSettings />
        <RangeSettings />
        <SaveBar saving={saving} />
      </form>
    </SavedSettings>
  )
}

function useSave(saved: Settings) {
  const { transport } = usePage()
  const [saving, setSaving] = useState(false)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const { draft } = draftStore.getState()
    const settings = draft ?? saved
    const missing = firstMissingNumber(settings)
    if (missing !== null) return refuse(missing, 'Enter a number.')
    setSaving(true)
    const outcome = await transport.call('changeSettings', settings)
    setSaving(false)
    if (outcome.ok) draftStore.setState({ draft: null, others: {}, error: null, feedback: 'Saved and applied.' })
    else {
      draftStore.setState({ error: outcome.error, feedback: '' })
      focusField(outcome.error.field)
    }
  }
  return { save, saving }
}

function refuse(field: string, message: string): void {
  draftStore.setState({ error: { code: 'invalid', field, message }, feedback: '' })
  focusField(field)
}

function focusField(field: string | undefined): void {
  if (field === undefined) return
  const control = document.querySelector(`[data-field="${CSS.escape(field)}"]`)
  control?.closest('details')?.setAttribute('open', '')
  if (control instanceof HTMLElement) control.focus()
}

/** A browser asks before a tab with changes is closed. Electron would refuse to close without a word. */
function useCloseGuard(): void {
  const unsaved = useStore(draftStore, ({ draft }) => draft !== null)
  useEffect(() => {
    if (!unsaved || window.ecopulse !== undefined) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}

function SaveBar({ saving }: { readonly saving: boolean }) {
  const unsaved = useStore(draftStore, ({ draft }) => draft !== null)
  const error = useStore(draftStore, (state) => state.error)
  const feedback = useStore(draftStore, (state) => state.feedback)
  const state = unsaved
    ? 'Changes are not saved yet. They stay here while you look at other views.'
    : 'Nothing is changed.'
  return (
    <div className="save-bar">
      <button type="submit" className="primary" disabled={!unsaved || saving}>
        {saving ? 'Saving…' : 'Save'}
      </button>
      <button type="button" disabled={!unsaved || saving} onClick={discardDraft}>
        Discard
      </button>
      <p role="status">{error === null ? feedback || state : `Not saved. ${error.message}`}</p>
    </div>
  )
}

/** Models have a view of their own; whoever looks for them here is led there. */
function Models() {
  return (
    <section className="panel" aria-labelledby="models-title">
      <h2 id="models-title">Models</h2>
      <p className="hint">
        The <Link href="/model">Model view</Link> trains models on your own load, imports Keras files (.h5, .keras), and
        says which one forecasts. A file can also be dropped anywhere on the window.
      </p>
    </section>
  )
}

function Appearance() {
  const theme = useStore(themeStore, (state) => state.theme)
  const options = THEMES.map((value) => ({
    value,
    text: value === 'system' ? 'As the system' : value === 'dark' ? 'Dark' : 'Light',
  }))
  return (
    <section className="panel" aria-labelledby="appearance-title">
      <h2 id="appearance-title">Appearance</h2>
      <Segmented label="Theme" options={options} chosen={theme} onChoose={chooseTheme} />
      <p className="hint">Kept in this browser.</p>
    </section>
  )
}
