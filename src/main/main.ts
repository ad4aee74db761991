import { app } from 'electron'
import { endCleanly } from './clean-end.ts'
import { readCommandLine } from './command-line.ts'
import { startEngine } from './engine-start.ts'
import { watchFailures } from './failures.ts'
import { carryContract } from './ipc.ts'
import { chooseDataDir } from './locations.ts'
import { buildMenu } from './menu.ts'
import { denyPermissions, restrictPages } from './permissions.ts'
import { registerScheme, servePage } from './protocol.ts'
import { focusWindow, openWindow } from './window.ts'

app.setName('EcoPulse')
const options = readCommandLine(process.argv.slice(1))
const dataDir = chooseDataDir(options)

if (app.requestSingleInstanceLock()) start()
else app.quit()

function start(): void {
  const failures = watchFailures(dataDir, options.noDialogs)
  app.on('second-instance', focusWindow)
  registerScheme()
  restrictPages()
  app.whenReady().then(open).catch(failures.fatal)

  function open(): void {
    denyPermissions()
    servePage()
    const window = openWindow()
    buildMenu(window.webContents, dataDir)
    const engine = startEngine(options, dataDir)
    carryContract(engine)
    endCleanly(engine)
    engine.catch(failures.fatal)
  }
}
