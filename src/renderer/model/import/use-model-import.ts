import { useState } from 'react'
import type { CallError, CallOutput } from '../../../contract/api.ts'
import { usePage } from '../../page/page-context.ts'
import { buildDescription, createDescriptionDraft, type DescriptionDraft } from './description-draft.ts'
import { pickFiles, readBase64, readSidecarJson } from './keras-file.ts'

interface ChosenKerasFile {
  readonly fileName: string
  readonly base64: string
}

/** The progress of an import. */
export type ModelImportState =
  | { readonly kind: 'none' }
  | { readonly kind: 'reading'; readonly fileName: string }
  | { readonly kind: 'refused'; readonly message: string }
  | {
      readonly kind: 'form'
      readonly file: ChosenKerasFile
      readonly network: CallOutput<'inspectModel'>
      /** Name of the sidecar that the form was filled in from; null where it is the engine's guess. */
      readonly sidecar: string | null
      readonly draft: DescriptionDraft
      /** What the engine had against it. */
      readonly error: CallError | null
      readonly sending: boolean
    }

export interface ModelImport {
  readonly state: ModelImportState
  open(files: readonly File[]): Promise<void>
  edit(draft: DescriptionDraft): void
  /** Has the engine keep the network. Resolves when it has, or has refused. */
  send(): Promise<void>
  close(): void
}

/** The way of a Keras file into the engine: read, inspected, described, kept. `onKept` gets the model. */
export function useModelImport(onKept: (entry: CallOutput<'importModel'>) => void): ModelImport {
  const { transport } = usePage()
  const [state, setState] = useState<ModelImportState>({ kind: 'none' })
  const refuse = (message: string) => setState({ kind: 'refused', message })

  return {
    state,
    async open(files) {
      const picked = pickFiles(files)
      if (picked.kind === 'refused') return refuse(picked.message)
      const { file, sidecar } = picked
      setState({ kind: 'reading', fileName: file.name })
      const [base64, text] = await Promise.all([readBase64(file), sidecar?.text() ?? '']).catch(
        () => [null, ''] as const,
      )
      if (base64 === null) return refuse(`${file.name} can’t be read.`)
      const sidecarContent = sidecar === null ? null : readSidecarJson(text)
      if (sidecar !== null && sidecarContent === null) return refuse(`The sidecar ${sidecar.name} is no JSON.`)
      const kerasFile = { fileName: file.name, base64 }
      const outcome = await transport.call('inspectModel', kerasFile)
      if (!outcome.ok) return refuse(outcome.error.message)
      const network = outcome.value
      const columns = network.inputShape.at(-1) ?? 1
      const draft = createDescriptionDraft(sidecarContent ?? network.description, columns)
      const sidecarName = sidecar?.name ?? null
      setState({ kind: 'form', file: kerasFile, network, sidecar: sidecarName, draft, error: null, sending: false })
    },
    edit: (draft) => setState((known) => (known.kind === 'form' ? { ...known, draft, error: null } : known)),
    async send() {
      if (state.kind !== 'form') return
      setState({ ...state, error: null, sending: true })
      const outcome = await transport.call('importModel', { ...state.file, description: buildDescription(state.draft) })
      if (outcome.ok) {
        setState({ kind: 'none' })
        onKept(outcome.value)
      } else setState({ ...state, error: outcome.error, sending: false })
    },
    close: () => setState({ kind: 'none' }),
  }
}
