import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnv } from './child.mjs'
import { at, projectNode, recall, remember, say } from './project.mjs'

const WITHOUT_PROGRESS_MS = 20_000
const AT_MOST_MS = 15 * 60_000
const NOT_AGAIN_FOR_MS = 60 * 60_000

/**
 * Has the `electron` package download its runtime into `folder`. Answers null, or why that failed: then it isn't tried
 * again for an hour, so that a start without the internet is a fast one.
 */
export async function download(folder) {
  const before = recall('electron-download')
  if (before !== null && Date.now() - before.at < NOT_AGAIN_FOR_MS) {
    const next = new Date(before.at + NOT_AGAIN_FOR_MS).toTimeString().slice(0, 5)
    return `${before.reason}; the next attempt is from ${next} on`
  }
  say('Downloading Electron’s runtime, about 120 MB …')
  const reason = await attempt(folder)
  if (reason === null) return null
  const failure = `Electron’s runtime could not be downloaded (${reason})`
  remember('electron-download', { at: Date.now(), reason: failure })
  return failure
}

function attempt(folder) {
  // It unpacks beside its archive in the temporary folder: one of its own shows whether anything arrives.
  const temporary = at('.cache', 'electron-download')
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary, { recursive: true })
  const env = projectEnv({ TMPDIR: temporary, TEMP: temporary, TMP: temporary })
  const child = spawn(projectNode(), [at('node_modules', 'electron', 'install.js')], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text
  })
  return new Promise((resolve) => {
    const stopWatching = watch([temporary, folder], (reason) => {
      errors = reason
      child.kill('SIGKILL')
    })
    const end = (reason) => {
      stopWatching()
      rmSync(temporary, { recursive: true, force: true })
      resolve(reason)
    }
    child.on('error', (error) => end(error.message))
    child.on('close', (code) => end(code === 0 ? null : essence(errors)))
  })
}

/** Calls `giveUp` when the folders have not grown for a while, or it lasts too long altogether. */
function watch(folders, giveUp) {
  const startedAt = Date.now()
  let grewAt = startedAt
  let size = 0
  const timer = setInterval(() => {
    const now = Date.now()
    const newSize = folders.reduce((sum, folder) => sum + sizeOf(folder), 0)
    if (newSize !== size) grewAt = now
    size = newSize
    if (now - grewAt > WITHOUT_PROGRESS_MS) giveUp('nothing has arrived for 20 s')
    else if (now - startedAt > AT_MOST_MS) giveUp('it takes longer than 15 min')
  }, 500)
  return () => clearInterval(timer)
}

function sizeOf(folder) {
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true }).reduce((sum, name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false })
    return sum + (stats?.isFile() ? stats.size : 0)
  }, 0)
}

/** The line of an error's trace with what went wrong. */
function essence(errors) {
  const lines = errors.split('\n').map((line) => line.trim())
  const cause = lines.find((line) => /\b(E[A-Z]{4,}|HTTPError|Error:)/.test(line)) ?? lines.find((line) => line !== '')
  return (cause ?? 'no reason given').replace(/^\w*Error: /, '').slice(0, 160)
}
