import { existsSync, readFileSync } from 'node:fs'
import { run } from './child.mjs'
import { at, fail, projectNode, say } from './project.mjs'

/** Installs the packages where they aren't those of package-lock.json. */
export async function install() {
  if (!isInstalled()) await installPackages()
  if (projectNode() === null) await installNode()
}

/** Whether what npm wrote down as installed is what the lock asks for. Optional packages may be absent. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json')
  const present = packagesOf('node_modules/.package-lock.json')
  if (wanted === null) fail('package-lock.json can’t be read: get it back with `git checkout package-lock.json`.')
  if (present === null) return false
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || optional === true || devOptional === true || present[path]?.version === version,
  )
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(at(file), 'utf8')).packages
  } catch {
    return null
  }
}

async function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`EcoPulse needs Node 20.19 or newer, and this is ${process.versions.node}.`)
  }
  const startedAt = Date.now()
  say('Installing packages (a minute or two, the first time) …')
  let result = await npm('ci')
  // A lock that npm wrote where a platform's packages couldn't be had is too little for `npm ci` and enough for this.
  if (result.output.includes('EUSAGE')) result = await npm('install', '--no-save')
  if (result.code !== 0)
    fail('The packages could not be installed: what npm says about it stands above.', result.output)
  say(`Installed packages in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
}

/** Runs the npm that started this command, else the one on the path. */
function npm(...args) {
  const all = [...args, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const started = process.env.npm_execpath
  if (started?.endsWith('npm-cli.js') && existsSync(started)) return run(process.execPath, [started, ...all])
  return run('npm', all, { shell: process.platform === 'win32' })
}

/** Brings the project's own Node where npm ran no install scripts, and this Node is too old to be used in its place. */
async function installNode() {
  say('Installing the Node that EcoPulse runs on …')
  const { output } = await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: at('node_modules', 'node') })
  if (projectNode() === null) {
    fail('EcoPulse needs Node 22.12 or newer, and could not install one of its own: start it with such a Node.', output)
  }
}
