import { parseArgs } from 'node:util'

/** The options of the app's command line. */
export interface AppOptions {
  /** Another folder for the data, and with it for the window's state. */
  readonly data?: string | undefined
  /** Read as `npm run serve -- --source` reads it. */
  readonly source?: string | undefined
  readonly speed?: number | undefined
}

/** Reads the app's own options. Everything else belongs to Chromium or Electron and is left to them. */
export function readCommandLine(argv: readonly string[]): AppOptions {
  const { values } = parseArgs({
    args: argv.filter((argument) => argument !== '--'),
    options: {
      data: { type: 'string' },
      source: { type: 'string' },
      speed: { type: 'string' },
    },
    strict: false,
  })
  const text = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined)
  const speed = text(values.speed)
  return {
    data: text(values.data),
    source: text(values.source),
    speed: speed === undefined ? undefined : Number(speed),
  }
}
