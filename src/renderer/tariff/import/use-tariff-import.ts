import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Settings } from '../../../contract/settings.ts'
import { consumeDroppedFiles, droppedFiles } from '../../drop/dropped-files.ts'
import { changeDraft, tariffDraft } from '../../form/draft-store.ts'
import { usePage } from '../../page/page-context.ts'
import type { Transport } from '../../transport/transport.ts'

/** The longest text that the engine reads, in characters. */
const MAX_CHARACTERS = 2_000_000

/** The progress of an import. It outlives the view, as the draft does that it made. */
export type TariffImportState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly fileName: string }
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'read'
      readonly fileName: string
      readonly notes: readonly string[]
      /** What was entered and not saved before the file was read; null where nothing was. */
      readonly before: Settings | null
    }

const importStore = createStore<{ readonly state: TariffImportState }>(() => ({ state: { kind: 'none' } }))
// A file's notes belong to its draft: they go when the draft goes.
tariffDraft.subscribe(({ draft }) => {
  if (draft === null && importStore.getState().state.kind === 'read') setImportState({ kind: 'none' })
})

const setImportState = (state: TariffImportState) => importStore.setState({ state })

async function importTariffFile(transport: Transport, saved: Settings, files: readonly File[]): Promise<void> {
  const [file, ...more] = files
  if (file === undefined) return
  if (more.length > 0) return setImportState({ kind: 'refused', message: 'Choose one tariff at a time.' })
  setImportState({ kind: 'reading', fileName: file.name })
  const text = await file.text().catch(() => null)
  if (text === null) return setImportState({ kind: 'refused', message: `${file.name} can’t be read.` })
  if (text.length > MAX_CHARACTERS)
    return setImportState({
      kind: 'refused',
      message: `${file.name} is larger than 2 MB: a tariff is a few kilobytes.`,
    })
  const outcome = await transport.call('readTariff', { fileName: file.name, text })
  if (!outcome.ok) return setImportState({ kind: 'refused', message: outcome.error.message })
  const before = tariffDraft.getState().draft
  changeDraft(tariffDraft, saved, ['tariff'], outcome.value.tariff)
  setImportState({ kind: 'read', fileName: file.name, notes: outcome.value.notes, before })
}

/** The way of a file into the draft: picked, or dropped on the window. */
export function useTariffImport(saved: Settings) {
  const { transport } = usePage()
  const { state } = useStore(importStore)
  const dropped = useStore(droppedFiles, ({ tariff }) => tariff)
  useEffect(() => {
    const files = dropped.length > 0 ? consumeDroppedFiles('tariff') : []
    if (files.length > 0) void importTariffFile(transport, saved, files)
  }, [dropped, transport, saved])
  return {
    state,
    open: (files: readonly File[]) => void importTariffFile(transport, saved, files),
    close: () => setImportState({ kind: 'none' }),
    undo() {
      if (state.kind !== 'read') return
      tariffDraft.setState({ draft: state.before, error: null, feedback: '' })
      setImportState({ kind: 'none' })
    },
  }
}
