import { app } from 'electron'
import { closeEngineOnQuit } from './close-on-quit.ts'
import { readCommandLine } from './command-line.ts'
import { handleFailures } from './failures.ts'
import { serveIpc } from './ipc.ts'
import { chooseDataDir } from './locations.ts'
import { notifyOfAlarms } from './notifications.ts'
import { startEngine } from './start-engine.ts'
import { buildMenu } from './window/menu.ts'
import { createPage, type PageScheme } from './window/page.ts'
import { denyPermissions, restrictPages } from './window/permissions.ts'
import { focusWindow, openWindow } from './window/window.ts'

/** Starts the app; `scheme` is what `entry.cjs` could register for its page. */
export function start(scheme: PageScheme): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const options = readCommandLine(process.argv.slice(1))
  const dataDir = chooseDataDir(options)
  const failures = handleFailures(dataDir)
  const page = createPage(scheme)
  app.on('second-instance', focusWindow)
  restrictPages(page)
  app.whenReady().then(open).catch(failures.fatal)

  function open(): void {
    denyPermissions()
    page.serve()
    const window = openWindow(page)
    buildMenu(window.webContents, dataDir)
    const engine = startEngine(options, dataDir)
    serveIpc(engine, page)
    notifyOfAlarms(engine, window)
    closeEngineOnQuit(engine)
    engine.catch(failures.fatal)
  }
}
