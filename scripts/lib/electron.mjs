import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { download } from './electron-download.mjs'
import { at, isNewEnough, recall, remember } from './project.mjs'

const EXECUTABLE =
  { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron'

/** Why no window can be opened here, whatever the runtime; null where one can. */
export function noDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null
  return 'there is no display'
}

/**
 * A runtime that the app can be started with: its executable, and the folder of its own better-sqlite3 where it is too
 * old for the project's. Otherwise the reason why there is none.
 */
export async function findElectron() {
  const overridden = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (overridden) {
    if (!existsSync(join(overridden, EXECUTABLE))) {
      return { reason: `ELECTRON_OVERRIDE_DIST_PATH (${overridden}) holds no Electron` }
    }
    return inspect(overridden)
  }
  const folder = at('node_modules', 'electron', 'dist')
  if (!existsSync(join(folder, EXECUTABLE))) {
    const reason = await download(folder)
    if (reason !== null) return { reason }
  }
  return inspect(folder)
}

function inspect(folder) {
  const executable = join(folder, EXECUTABLE)
  const { node, reason } = nodeOf(executable)
  if (node === null) return { reason: `Electron’s runtime does not start (${reason})` }
  if (isNewEnough(node)) return { executable, sqlite: null }
  const sqlite = join(folder, 'better-sqlite3')
  if (existsSync(join(sqlite, 'package.json'))) return { executable, sqlite }
  return { reason: `Electron’s runtime in ${folder} is too old: it has Node ${node}, and the store needs 22.12` }
}

/** The version of Node inside a runtime, asked once for each runtime. */
function nodeOf(executable) {
  const key = `${executable} ${statSync(executable).mtimeMs}`
  const known = recall('electron-node')
  if (known?.key === key) return known
  const { stdout, stderr, error } = spawnSync(executable, ['-p', 'process.versions.node'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
    timeout: 20_000,
  })
  const node = /^\d+\.\d+\.\d+$/.exec(stdout?.trim() ?? '')?.[0] ?? null
  if (node === null) return { node, reason: error?.message ?? stderr?.trim().split('\n')[0] ?? 'it says nothing' }
  remember('electron-node', { key, node })
  return { node, reason: null }
}
