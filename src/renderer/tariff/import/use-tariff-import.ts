import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Settings } from '../../../contract/settings.ts'
import { droppedFiles, takeDroppedFiles } from '../../drop/dropped-files.ts'
import { changeDraft, tariffDraft } from '../../form/draft-store.ts'
import { usePage } from '../../page/page-context.ts'
import type { Transport } from '../../transport/transport.ts'

/** The longest text that the engine reads, in characters. */
const MOST_CHARACTERS = 2_000_000

/** Where an import stands. It outlives the view, as the draft does that it made. */
export type TariffImport =
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

const imports = createStore<{ readonly state: TariffImport }>(() => ({ state: { kind: 'none' } }))
// What a file said is of its draft alone: that gone, it is.
tariffDraft.subscribe(({ draft }) => {
  if (draft === null && imports.getState().state.kind === 'read') show({ kind: 'none' })
})

const show = (state: TariffImport) => imports.setState({ state })

async function readFile(transport: Transport, saved: Settings, files: readonly File[]): Promise<void> {
  const [file, ...more] = files
  if (file === undefined) return
  if (more.length > 0) return show({ kind: 'refused', message: 'Choose one tariff at a time.' })
  show({ kind: 'reading', fileName: file.name })
  const text = await file.text().catch(() => null)
  if (text === null) return show({ kind: 'refused', message: `${file.name} can’t be read.` })
  if (text.length > MOST_CHARACTERS)
    return show({ kind: 'refused', message: `${file.name} is larger than 2 MB: a tariff is a few kilobytes.` })
  const outcome = await transport.call('readTariff', { fileName: file.name, text })
  if (!outcome.ok) return show({ kind: 'refused', message: outcome.error.message })
  const before = tariffDraft.getState().draft
  changeDraft(tariffDraft, saved, ['tariff'], outcome.value.tariff)
  show({ kind: 'read', fileName: file.name, notes: outcome.value.notes, before })
}

/** The way of a file into the draft: picked, or dropped on the window. */
export function useTariffImport(saved: Settings) {
  const { transport } = usePage()
  const { state } = useStore(imports)
  const dropped = useStore(droppedFiles, ({ tariff }) => tariff)
  useEffect(() => {
    const files = dropped.length > 0 ? takeDroppedFiles('tariff') : []
    if (files.length > 0) void readFile(transport, saved, files)
  }, [dropped, transport, saved])
  return {
    state,
    open: (files: readonly File[]) => void readFile(transport, saved, files),
    close: () => show({ kind: 'none' }),
    undo() {
      if (state.kind !== 'read') return
      tariffDraft.setState({ draft: state.before, error: null, feedback: '' })
      show({ kind: 'none' })
    },
  }
}
