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
const together = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: [...one.skipped, ...other.skipped],
})

const playwrightArgs = (project) => [
  'test',
  `--project=${project}`,
  `--reporter=list,${at('scripts', 'lib', 'playwright-counts.mjs')}`,
]

let isBuilt = false

/**
 * Everything that `npm test` asks. Checks of a group run side by side, and groups one after the other: what measures time
 * or memory has the machine to itself. `run` is handed where to show what it says, and answers how it ended. A check
 * without a runner of its own counts as one test; a slow one is asked only by name, or with `all`.
 */
export const groups = [
  [
    { name: 'types', title: 'Types', run: (show) => tool('typescript/bin/tsc', ['-b'], show) },
    { name: 'lint', title: 'Lint and format', run: (show) => tool('@biomejs/biome/bin/biome', ['ci', '.'], show) },
    { name: 'rooms', title: 'Rooms: who imports whom', run: rooms },
    { name: 'unused', title: 'Unused code', run: (show) => tool('knip/bin/knip.js', [], show) },
    { name: 'build', title: 'Build', always: true, run: buildOnce },
  ],
  [{ name: 'unit', title: 'Unit tests and the contract suite', run: (show) => vitest('unit', show) }],
  [{ name: 'page', title: 'End to end in a browser', run: (show) => browserTests('page', show) }],
  [{ name: 'app', title: 'End to end in Electron', run: appTests }],
  [{ name: 'slow', title: 'What takes long: training, a past of weeks, leaks', slow: true, run: slowTests }],
]

async function tool(path, args, show) {
  return ofCode((await runTool(path, args, { show })).code)
}

/** Checks imports against the table. The warning about a missing TypeScript compiler is cut: swc is used on purpose. */
async function rooms(show) {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src']
  const { output } = await runTool('dependency-cruiser/bin/dependency-cruiser.mjs', args)
  const summary = readCruise(output)
  if (summary === null) {
    show(`${output.trim()}\n`)
    return failed
  }
  show(describeCruise(summary))
  return ofCode(summary.error)
}

/** The summary of a cruise in JSON; null where the cruise itself failed. */
function readCruise(output) {
  try {
    return JSON.parse(output).summary
  } catch {
    return null
  }
}

/** Each broken rule with its comment and its imports. One import that goes up closes many circles: they are shown alone. */
function describeCruise({ violations, ruleSetUsed, totalCruised }) {
  const comments = new Map(ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]))
  const imports = violations.filter(({ rule }) => rule.name !== 'no-circle')
  const shown = imports.length > 0 ? imports : violations
  if (shown.length === 0) return `${totalCruised} files import only what they may.\n`
  const texts = [...new Set(shown.map(({ rule }) => rule.name))].map((name) => {
    const broken = shown.filter(({ rule }) => rule.name === name)
    const lines = broken.map(
      ({ from, to, cycle }) => `  ${[from, ...(cycle?.map((file) => file.name) ?? [to])].join(' → ')}`,
    )
    return `${name}: ${comments.get(name) ?? ''}\n${lines.join('\n')}\n`
  })
  return texts.join('\n')
}

async function buildOnce(show) {
  isBuilt = await build({ mayFail: true, show })
  return isBuilt ? passed : failed
}

function vitest(project, show) {
  const reporter = at('scripts', 'lib', 'vitest-counts.mjs')
  const args = ['run', `--project=${project}`, '--reporter=default', `--reporter=${reporter}`]
  return counted(`vitest-${project}`, (env) => runTool('vitest/vitest.mjs', args, { show, env }))
}

async function browserTests(project, show) {
  if (!isBuilt) return notBuilt(show)
  const browser = await findBrowser()
  if (browser.reason !== undefined) return skipped('End to end in a browser', browser.reason)
  const chosen = browser.path === null ? {} : { CHROMIUM_PATH: browser.path }
  return counted(
    `playwright-${project}`,
    (env) => runTool('playwright/cli.js', playwrightArgs(project), { show, env }),
    chosen,
  )
}

async function appTests(show) {
  if (!isBuilt) return notBuilt(show)
  const virtual = noDisplay() === null ? null : virtualDisplay()
  if (virtual?.reason !== undefined) return skipped('End to end in Electron', virtual.reason)
  const electron = await findElectron()
  if (electron.reason !== undefined) return skipped('End to end in Electron', electron.reason)
  const chosen = {
    ECOPULSE_ELECTRON: electron.executable,
    ...(electron.sqlite === null ? {} : { ECOPULSE_SQLITE_PACKAGE: electron.sqlite }),
  }
  const playwright = (project) => {
    const node = [projectNode(), at('node_modules', 'playwright', 'cli.js'), ...playwrightArgs(project)]
    const [command, ...args] = [...(virtual?.command ?? []), ...node]
    return counted(`playwright-${project}`, (env) => run(command, args, { show, env }), chosen)
  }
  return together(await playwright('app'), await playwright('app-alone'))
}

async function slowTests(show) {
  return together(await vitest('slow', show), await browserTests('slow', show))
}

/** A display in memory, for a machine without a screen. */
function virtualDisplay() {
  if (spawnSync('xvfb-run', ['--help']).error === undefined) {
    return { command: ['xvfb-run', '-a', '-s', '-screen 0 1920x1200x24'] }
  }
  return { reason: 'there is no display, and no xvfb-run to stand in for one' }
}

function notBuilt(show) {
  show('There is no build to test: the reason is shown above.\n')
  return failed
}

/**
 * Runs a runner that leaves its counts in a file. A runner that crashes, or exits with an error without a failed test,
 * counts as one failure.
 */
async function counted(name, runner, extra = {}) {
  const file = at('.cache', 'test', `${name}.json`)
  mkdirSync(at('.cache', 'test'), { recursive: true })
  rmSync(file, { force: true })
  const { code } = await runner(projectEnv({ ...extra, ECOPULSE_COUNTS: file }))
  if (!existsSync(file)) return failed
  const counts = JSON.parse(readFileSync(file, 'utf8'))
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}
