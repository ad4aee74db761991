import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { findBrowser } from './browser.mjs'
import { build } from './build.mjs'
import { projectEnv, run, runTool } from './child.mjs'
import { findElectron, noDisplay } from './electron.mjs'
import { at, projectNode } from './project.mjs'

/** How a check ended: tests that passed and failed, and what was skipped with its reason. */
const passed = { passed: 1, failed: 0, skipped: [] }
const failed = { passed: 0, failed: 1, skipped: [] }
const skipped = (test, why) => ({ passed: 0, failed: 0, skipped: [{ test, why }] })

const ofCode = (code) => (code === 0 ? passed : failed)
const show = { show: true }
let isBuilt = false

/** Every check of `npm test`, in order. A check without a runner of its own counts as one test. */
export const checks = [
  { name: 'types', title: 'Types', run: async () => ofCode((await runTool('typescript/bin/tsc', ['-b'], show)).code) },
  {
    name: 'lint',
    title: 'Lint and format',
    run: async () => ofCode((await runTool('@biomejs/biome/bin/biome', ['ci', '.'], show)).code),
  },
  { name: 'rooms', title: 'Rooms: who imports whom', run: rooms },
  { name: 'unused', title: 'Unused code', run: async () => ofCode((await runTool('knip/bin/knip.js', [], show)).code) },
  {
    name: 'build',
    title: 'Build',
    always: true,
    async run() {
      isBuilt = await build({ mayFail: true, show: true })
      return isBuilt ? passed : failed
    },
  },
  { name: 'unit', title: 'Unit tests and the contract suite', run: unitTests },
  { name: 'page', title: 'End to end in a browser', run: pageTests },
  { name: 'app', title: 'End to end in Electron', run: appTests },
]

/**
 * Checks the imports against the rooms. That it reads TypeScript with swc, not with a compiler of old, needs no
 * warning.
 */
async function rooms() {
  const args = ['--config', '.dependency-cruiser.mjs', 'src']
  const { code, output } = await runTool('dependency-cruiser/bin/dependency-cruiser.mjs', args)
  console.log(output.replace(/\n‼ missing-tsc-transpiler[\s\S]*/, '').trim())
  return ofCode(code)
}

function unitTests() {
  const reporter = at('scripts', 'lib', 'vitest-counts.mjs')
  const args = ['run', '--reporter=default', `--reporter=${reporter}`]
  return counted('unit', (env) => runTool('vitest/vitest.mjs', args, { ...show, env }))
}

async function pageTests() {
  if (!isBuilt) return notBuilt()
  const browser = await findBrowser()
  if (browser.reason !== undefined) return skipped('End to end in a browser', browser.reason)
  const chosen = browser.path === null ? {} : { CHROMIUM_PATH: browser.path }
  return counted('page', (env) => runTool('playwright/cli.js', playwrightArgs('page'), { ...show, env }), chosen)
}

async function appTests() {
  if (!isBuilt) return notBuilt()
  const virtual = noDisplay() === null ? null : virtualDisplay()
  if (virtual?.reason !== undefined) return skipped('End to end in Electron', virtual.reason)
  const electron = await findElectron()
  if (electron.reason !== undefined) return skipped('End to end in Electron', electron.reason)
  const chosen = {
    ECOPULSE_ELECTRON: electron.executable,
    ...(electron.sqlite === null ? {} : { ECOPULSE_SQLITE_PACKAGE: electron.sqlite }),
  }
  const [command, ...args] = [
    ...(virtual?.command ?? []),
    projectNode(),
    at('node_modules', 'playwright', 'cli.js'),
    ...playwrightArgs('app'),
  ]
  return counted('app', (env) => run(command, args, { ...show, env }), chosen)
}

const playwrightArgs = (project) => [
  'test',
  `--project=${project}`,
  `--reporter=list,${at('scripts', 'lib', 'playwright-counts.mjs')}`,
]

/** A display in memory, for a machine without a screen. */
function virtualDisplay() {
  if (spawnSync('xvfb-run', ['--help']).error === undefined) {
    return { command: ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24'] }
  }
  return { reason: 'there is no display, and no xvfb-run to stand in for one' }
}

function notBuilt() {
  console.log('There is no build to test: why stands above.')
  return failed
}

/** Runs a runner that leaves its counts in a file. One that crashes, or fails without a failed test, failed. */
async function counted(name, runner, extra = {}) {
  const file = at('.cache', 'test', `${name}.json`)
  mkdirSync(at('.cache', 'test'), { recursive: true })
  rmSync(file, { force: true })
  const { code } = await runner(projectEnv({ ...extra, ECOPULSE_COUNTS: file }))
  if (!existsSync(file)) return failed
  const counts = JSON.parse(readFileSync(file, 'utf8'))
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}
