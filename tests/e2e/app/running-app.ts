import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { test as base } from 'playwright/test'

/** Folder of the checkout. */
export const root = fileURLToPath(new URL('../../..', import.meta.url))
const name =
  { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string] ?? 'electron'

interface Runtime {
  readonly executable: string
  /** Its own better-sqlite3, where it is too old for the project's; and then it has a launcher of its own. */
  readonly sqlite: string | undefined
}

function findRuntime(): Runtime | { readonly missing: string } {
  const executable =
    process.env.ECOPULSE_ELECTRON ??
    join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(root, 'node_modules/electron/dist'), name)
  if (!existsSync(executable)) return { missing: `there is no Electron runtime at ${executable}` }
  const headless = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  if (headless) return { missing: 'there is no display' }
  const beside = join(dirname(executable), 'better-sqlite3')
  return { executable, sqlite: existsSync(beside) ? beside : undefined }
}

const runtime = findRuntime()

/** What to start the real Electron with: the runtime's arguments first, then the app's. */
export function commandFor(data: string, args: readonly string[] = []) {
  if ('missing' in runtime) throw new Error(runtime.missing)
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env
  const env: Record<string, string> = { ECOPULSE_NO_DIALOGS: '1' }
  for (const [key, value] of Object.entries(rest)) if (value !== undefined) env[key] = value
  if (runtime.sqlite !== undefined) env.ECOPULSE_SQLITE_PACKAGE = runtime.sqlite
  const early = runtime.sqlite === undefined ? [] : ['-r', join(root, 'src/main/entry.cjs')]
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return { executable: runtime.executable, args: [...early, ...sandbox, root, '--data', data, ...args], env }
}

export interface RunningApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** Ends it in the usual way. */
  quit(): Promise<void>
  /** Ends it as a loss of power would. */
  kill(): Promise<void>
}

export async function startApp(data: string, args: readonly string[] = []): Promise<RunningApp> {
  const { executable, args: all, env } = commandFor(data, args)
  const app = await _electron.launch({ executablePath: executable, args: all, env })
  const page = await app.firstWindow()
  return {
    app,
    page,
    quit: () => app.close(),
    async kill() {
      const gone = app.waitForEvent('close')
      app.process().kill('SIGKILL')
      await gone
    },
  }
}

/** A test that has a data folder of its own, and is skipped with the reason where no window can be opened. */
export const test = base.extend<{ data: string; running: RunningApp; needsRuntime: undefined }>({
  needsRuntime: [
    async ({ browserName: _ }, use) => {
      test.skip('missing' in runtime, 'missing' in runtime ? runtime.missing : '')
      await use(undefined)
    },
    { auto: true },
  ],
  data: async ({ needsRuntime: _ }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'ecopulse-app-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  running: async ({ data }, use) => {
    const running = await startApp(data)
    await use(running)
    await running.quit()
  },
})
