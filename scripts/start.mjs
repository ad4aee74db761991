/** `npm start`: installs what is missing, builds what changed, and opens the app, or serves its page where that can't be. */
import { build } from './lib/build.mjs'
import { exitCode, handOver, projectEnv } from './lib/child.mjs'
import { findElectron, noDisplay } from './lib/electron.mjs'
import { install } from './lib/install.mjs'
import { at, projectNode, root, say } from './lib/project.mjs'

const args = process.argv.slice(2)

await install()
await build()

const obstacle = noDisplay()
const electron = obstacle === null ? await findElectron() : { reason: obstacle }
if (electron.executable === undefined) await serve(electron.reason)
else await open(electron)

async function open({ executable, sqlite }) {
  const asRoot = process.platform === 'linux' && process.getuid() === 0
  if (asRoot) say('EcoPulse runs without Chromium’s sandbox here: root can’t use it.')
  const startedAt = Date.now()
  let explained = false
  // A runtime from elsewhere has a launcher of its own, which may load an app too late.
  const first = sqlite === null ? [] : ['-r', at('src', 'main', 'entry.cjs')]
  const ended = await handOver(executable, [...first, ...(asRoot ? ['--no-sandbox'] : []), root, ...args], {
    env: projectEnv(sqlite === null ? {} : { ECOPULSE_SQLITE_PACKAGE: sqlite }),
    onStderr(text) {
      explained ||= /^EcoPulse/m.test(text)
      process.stderr.write(text)
    },
  })
  const atOnce = Date.now() - startedAt < 10_000
  if (atOnce && !explained && hasCrashed(ended)) return serve(`Electron ended at once (${describe(ended)})`)
  process.exit(exitCode(ended))
}

/** Ended by itself, and not because someone or the app wanted it. */
function hasCrashed({ code, signal }) {
  if (signal !== null) return !['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'].includes(signal)
  return code !== 0 && code !== 130 && code !== 143
}

function describe({ code, signal, error }) {
  return error?.message ?? signal ?? `exit code ${code}`
}

async function serve(reason) {
  say(`No window, because ${reason}: EcoPulse serves its page instead.`)
  process.exit(exitCode(await handOver(projectNode(), [at('out', 'main', 'server.js'), ...args])))
}
