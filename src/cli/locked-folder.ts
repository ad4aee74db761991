import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LoadSeries } from '../engine/load-csv/load-series.ts'
import { readKeptHistory } from '../engine/models/kept-history.ts'
import { type ModelLibrary, openModelLibrary } from '../engine/models/model-library.ts'
import { systemClock } from '../engine/runtime/clock.ts'
import { readSettings } from '../engine/settings/settings-file.ts'
import { createSource } from '../engine/sources/create-source.ts'
import { openStore } from '../engine/store/open-store.ts'

/** A data folder's models, and the load beside them. */
export interface OpenedModels {
  readonly library: ModelLibrary
  /** The kept load of the source in the settings, and what it is called; null where none is kept. */
  readHistory(): Promise<{ readonly series: LoadSeries; readonly source: string } | null>
}

export interface LibraryLocation {
  readonly dataDir: string
  readonly modelsDir: string
}

/** Runs `work` on a folder that no EcoPulse works on meanwhile. @throws Error with one line where one does. */
export async function withLockedFolder<T>(
  options: LibraryLocation,
  work: (opened: OpenedModels) => Promise<T>,
): Promise<T> {
  const file = join(options.dataDir, 'ecopulse.sqlite')
  // Where nothing was kept yet there is nothing to lock, nor to measure a model on.
  if (!existsSync(file)) return work({ library: openLibrary(options, false), readHistory: async () => null })
  const sqlite = process.env.ECOPULSE_SQLITE_PACKAGE
  const { store, notice } = openStore({ file, ...(sqlite === undefined ? {} : { sqlite }) })
  try {
    if (notice !== null) console.error(notice)
    return await work({
      library: openLibrary(options, false),
      async readHistory() {
        const { settings } = readSettings(options.dataDir, Date.now())
        const { source, site } = settings
        const { id } = await createSource(source, site, systemClock)
        const port = {
          quarterHours: async (...args: Parameters<typeof store.quarterHours>) => store.quarterHours(...args),
        }
        const until = store.newestAt(id) ?? Date.now()
        const series = await readKeptHistory({ store: port, source: id, zone: site.zone, until })
        return series === null ? null : { series, source: `the kept load of ${site.name}` }
      },
    })
  } finally {
    store.close()
  }
}

/** The models of a folder, whoever works on it: for looking alone. */
export function openLibraryReadOnly(options: LibraryLocation): ModelLibrary {
  return openLibrary(options, true)
}

function openLibrary(options: LibraryLocation, readOnly: boolean): ModelLibrary {
  return openModelLibrary({ ...options, clock: systemClock, notice: (message) => console.error(message), readOnly })
}
