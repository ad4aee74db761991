/**
 * Where Electron begins. What must be said before Electron is ready stands here, in a plain script that runs at once:
 * an ES module is loaded while Electron goes on.
 */
const { join, resolve } = require('node:path')
const { parseArgs } = require('node:util')
const { app, protocol } = require('electron')

app.setName('EcoPulse')

// Another data folder has its own window's state, and its own single instance.
const { values } = parseArgs({
  args: process.argv.slice(1).filter((argument) => argument !== '--'),
  options: { data: { type: 'string' } },
  strict: false,
})
if (typeof values.data === 'string') app.setPath('userData', join(resolve(values.data), 'app'))

const scheme = registerScheme()
import('../../out/main/main.js')
  .then(({ start }) => start(scheme))
  .catch((error) => {
    console.error('EcoPulse can’t start:', error)
    app.exit(1)
  })

/** Has the page's scheme be to Chromium what https is, and answers the scheme that the page is served under. */
function registerScheme() {
  try {
    protocol.registerSchemesAsPrivileged([
      { scheme: 'ecopulse', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
    return 'ecopulse'
  } catch (error) {
    // A launcher that is an app itself may have waited until Electron was ready. Ours don't.
    if (app.isPackaged) throw error
    console.error('EcoPulse was loaded too late for a scheme of its own: its page is served under https here.')
    return 'https'
  }
}
