import { app, Menu, type MenuItemConstructorOptions, shell, type WebContents } from 'electron'

/** The usual menu with the usual keys, and the views. */
export function buildMenu(contents: WebContents, dataDir: string): void {
  const isMac = process.platform === 'darwin'
  const menu: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: '&View', submenu: viewMenu(contents) },
    { role: 'windowMenu' },
    { role: 'help', submenu: helpMenu(dataDir) },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
}

function viewMenu(contents: WebContents): MenuItemConstructorOptions[] {
  const view = (label: string, address: string, key: number): MenuItemConstructorOptions => ({
    label,
    accelerator: `CmdOrCtrl+${key}`,
    click: () => showView(contents, address),
  })
  return [
    view('&Live', '/', 1),
    view('&Demand', '/demand', 2),
    view('&Alarms', '/alarms', 3),
    view('&History', '/history', 4),
    view('&Tariff', '/tariff', 5),
    view('L&oads', '/loads', 6),
    view('&Model', '/model', 7),
    view('&Settings', '/settings', 8),
    { type: 'separator' },
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
  ]
}

/** Has the page go to one of its addresses the way its own links do, without a reload. */
export function showView(contents: WebContents, address: string): void {
  if (contents.isDestroyed()) return
  void contents.executeJavaScript(`history.pushState(null, '', ${JSON.stringify(address)})`)
}

function helpMenu(dataDir: string): MenuItemConstructorOptions[] {
  return [
    { label: 'Open &data folder', click: () => void shell.openPath(dataDir) },
    { label: '&About EcoPulse', click: () => app.showAboutPanel() },
  ]
}
