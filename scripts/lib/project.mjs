import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folder of the checkout. */
export const root = join(import.meta.dirname, '..', '..')
export const at = (...parts) => join(root, ...parts)

/** Commands write to standard error: standard output is for what they start. */
export const say = (line) => process.stderr.write(`${line}\n`)

/** Ends the command with one line and exit code 1. */
export function fail(line, output = '') {
  if (output.trim() !== '') process.stderr.write(`${output.trimEnd()}\n`)
  say(line)
  process.exit(1)
}

/** What a command remembers for the next time; null where it knows nothing. */
export function recall(name) {
  try {
    return JSON.parse(readFileSync(at('.cache', `${name}.json`), 'utf8'))
  } catch {
    return null
  }
}

export function remember(name, value) {
  const file = at('.cache', `${name}.json`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
}

const bundled = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** Whether a version of Node can run the project: better-sqlite3 needs 22.12. */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

/** The Node that runs the project's own code, whatever Node the command was started with; null where there is none. */
export function projectNode() {
  if (existsSync(bundled)) return bundled
  return isNewEnough(process.versions.node) ? process.execPath : null
}
