import { rmSync } from 'node:fs'
import type { CallArguments, CallOutput } from '../../../contract/api.ts'
import type { ModelEntry } from '../../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { ImportJob, JobData } from '../model-jobs.ts'
import type { ModelLibrary, ModelLocation } from '../model-library.ts'
import { type StartModelWorker, startModelJob } from '../model-thread.ts'

/** Largest file that is taken in, in bytes. */
export const MAX_MODEL_BYTES = 64 * 1024 * 1024

/** What the exchange of models needs of the engine. */
export interface ModelExchangeContext {
  readonly library: ModelLibrary
  /** The load to measure an imported model on, and what it is called in a card; null where there is none. */
  readonly readMeasuringLoad: () => Promise<{ readonly data: JobData; readonly source: string } | null>
  readonly version: string
  readonly clock: Pick<Clock, 'now'>
  /** For the card: the action that imports a model. */
  readonly command: string
  /** The built worker by default. */
  readonly startWorker?: StartModelWorker
}

/** Imports models from files and exports them to files. Each is read and written in a thread of its own. */
export interface ModelExchange {
  /** Describes the inputs and outputs of a Keras file's network. @throws EngineError `invalid`, field `file`. */
  inspect(file: CallArguments<'inspectModel'>): Promise<CallOutput<'inspectModel'>>
  /**
   * Keeps a Keras file's network as a model, measured where there is load enough; it is not in use until it is taken.
   * @throws EngineError `invalid` that names the field: then nothing was kept.
   */
  import(file: CallArguments<'importModel'>): Promise<ModelEntry>
  /** A model as a Keras file. @throws EngineError `not-found`, and `invalid` for one that can't be written as such. */
  export(id: string): Promise<CallOutput<'exportModel'>>
  /** Ends what is under way. */
  close(): Promise<void>
}

/** The exchange of an engine whose library is open. */
export function createModelExchange(parts: ModelExchangeContext): ModelExchange {
  const { library, clock, version, command, startWorker } = parts
  const ends = new Set<() => Promise<void>>()

  async function run<J extends Parameters<typeof startModelJob>[0]>(job: J) {
    const thread = startModelJob(job, {}, startWorker)
    ends.add(thread.end)
    try {
      return await thread.answer
    } finally {
      ends.delete(thread.end)
    }
  }

  return {
    inspect: (file) => run({ kind: 'inspect', file }),
    async import({ description, ...file }) {
      const made = library.newPlace(idPrefixFromFile(file.fileName))
      const measured = await parts.readMeasuringLoad()
      const rivals = Object.fromEntries(HORIZONS.map((horizon) => [horizon, library.inUse(horizon)]))
      const job: ImportJob = {
        kind: 'import',
        file,
        description,
        made,
        rivals: rivals as Record<Horizon, ModelLocation | null>,
        data: measured?.data ?? null,
        source: measured?.source ?? '',
        now: clock.now(),
        version,
        command,
      }
      try {
        await run(job)
      } catch (error) {
        for (const path of [made.folder, `${made.folder}.new`]) rmSync(path, { recursive: true, force: true })
        throw error
      }
      library.refresh()
      return library.entry(made.id)
    },
    export: async (id) => run({ kind: 'export', model: { id, folder: library.folderOf(id) } }),
    async close() {
      await Promise.all([...ends].map((end) => end()))
    },
  }
}

/** The name of a file as an id begins with it: `lstm_keras_2_11.h5` is `lstm-keras-2-11`. */
function idPrefixFromFile(fileName: string): string {
  const name = fileName
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.slice(0, 60) || 'keras'
}
