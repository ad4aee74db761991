import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog } from 'electron'
import { reasonOf } from '../engine/runtime/engine-error.ts'

const LOG_BYTES = 1024 * 1024
/** For an unattended start: failures are written to standard error alone. */
const noDialogs = process.env.ECOPULSE_NO_DIALOGS === '1'

/** Where failures go: into a file beside the data, to standard error, and before the operator. */
export interface Failures {
  /** The app can't go on: prints why in one sentence and ends with exit code 1. */
  fatal(error: unknown): void
}

/** Catches what nothing else has caught: it is logged each time and shown once. */
export function handleFailures(dataDir: string): Failures {
  let shown = false
  const unexpected = (error: unknown) => {
    log(dataDir, error)
    console.error('EcoPulse met an unexpected error:', error)
    if (shown || noDialogs || !app.isReady()) return
    shown = true
    void dialog.showMessageBox({
      type: 'error',
      message: 'EcoPulse met an unexpected error',
      detail: `${reasonOf(error)}\n\nIt goes on as well as it can. More is in ${logFile(dataDir)}.`,
    })
  }
  process.on('uncaughtException', unexpected)
  process.on('unhandledRejection', unexpected)
  return {
    fatal(error) {
      log(dataDir, error)
      console.error(`EcoPulse can’t start: ${reasonOf(error)}`)
      if (!noDialogs) dialog.showErrorBox('EcoPulse can’t start', reasonOf(error))
      app.exit(1)
    },
  }
}

const logFile = (dataDir: string) => join(dataDir, 'errors.log')

function log(dataDir: string, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  try {
    mkdirSync(dataDir, { recursive: true })
    const file = logFile(dataDir)
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size > LOG_BYTES) renameSync(file, `${file}.old`)
    appendFileSync(file, `${new Date().toISOString()} ${text}\n`)
  } catch (reason) {
    console.error('EcoPulse could not write its log:', reason)
  }
}
