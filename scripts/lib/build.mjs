import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { relative } from 'node:path'
import { runTool } from './child.mjs'
import { at, fail, recall, remember, root, say } from './project.mjs'

const INPUTS = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']
const OUTPUTS = [
  'main/main.js',
  'main/server.js',
  'main/cli.js',
  'main/store-worker.js',
  'main/forecast-worker.js',
  'main/keras-worker.js',
  'main/model-worker.js',
  'preload/preload.cjs',
  'renderer/index.html',
]

/** Builds where the sources aren't those that the build was made of. Answers whether there is a build, where `mayFail`. */
export async function build({ mayFail = false, show = null } = {}) {
  const inputs = inputsHash()
  if (isBuilt(inputs)) return true
  const startedAt = Date.now()
  if (show === null) say('Building EcoPulse …')
  const { code, output } = await runTool('electron-vite/bin/electron-vite.js', ['build'], { show })
  if (code !== 0 || OUTPUTS.some((path) => !existsSync(at('out', path)))) {
    if (mayFail) return false
    fail('EcoPulse could not be built: why stands above.', output)
  }
  remember('build', { inputs, outputs: outputsHash() })
  if (show === null) say(`Built EcoPulse in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  return true
}

function isBuilt(inputs) {
  if (OUTPUTS.some((path) => !existsSync(at('out', path)))) return false
  const stamp = recall('build')
  return stamp !== null && stamp.inputs === inputs && stamp.outputs === outputsHash()
}

/** Of the files' content: a checkout changes their times, which don't matter to a build. */
function inputsHash() {
  const hash = createHash('sha256')
  for (const file of INPUTS.flatMap((path) => filesOf(at(path)))) {
    if (!/\.test\.tsx?$/.test(file))
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
  }
  return hash.digest('hex')
}

/** Of when the outputs were written: someone may have built by hand in between. */
function outputsHash() {
  const hash = createHash('sha256')
  for (const file of filesOf(at('out'))) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`${relative(root, file)} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

function filesOf(path) {
  if (!existsSync(path)) return []
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`)
    .sort()
}
