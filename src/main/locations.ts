import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'
import type { AppOptions } from './command-line.ts'

// Built, this module lies in out/main: the bundle keeps all of the main process in one folder.
const here = fileURLToPath(new URL('.', import.meta.url))

/** Where the app finds what it ships with. */
export const PAGE_DIR = join(here, '../renderer')
export const PRELOAD = join(here, '../preload/preload.cjs')

export function modelsDir(): string {
  return app.isPackaged ? join(process.resourcesPath, 'models') : join(here, '../../models')
}

/** The folder with the data: the requested one, or within the app's own. */
export function chooseDataDir({ data }: AppOptions): string {
  return data === undefined ? join(app.getPath('userData'), 'data') : resolve(data)
}
