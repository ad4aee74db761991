import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { writeJsonFile } from '../../engine/runtime/json-file.ts'
import { PRELOAD } from '../locations.ts'
import type { Page } from './page.ts'
import { FIRST_SIZE, MIN_SIZE, restoreWindowState, type WindowState } from './window-state.ts'

const SAVE_AFTER_MS = 500

/** The ground of the page, so that nothing flashes before it paints. */
const pageBackground = () => (nativeTheme.shouldUseDarkColors ? '#2b2e31' : '#c9ccce')

/** Opens the window where it was left. It is shown when the page has painted, and doesn't wait for the engine. */
export function openWindow(page: Page): BrowserWindow {
  const state = restoreWindowState(
    readState(),
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    ...(state.bounds ?? FIRST_SIZE),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'EcoPulse',
    backgroundColor: pageBackground(),
    show: false,
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      // A control room's page goes on while another window is in front of it.
      backgroundThrottling: false,
      spellcheck: false,
    },
  })
  if (state.maximized) window.maximize()
  if (state.fullScreen) window.setFullScreen(true)
  window.once('ready-to-show', () => window.show())
  rememberState(window)
  void window.loadURL(page.url)
  return window
}

/** Brings the window to the front, as a second start of the app does. */
export function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

const stateFile = () => join(app.getPath('userData'), 'window.json')

function readState(): unknown {
  try {
    return JSON.parse(readFileSync(stateFile(), 'utf8'))
  } catch {
    // Missing at the first start; and a broken one is worth no more than that.
    return null
  }
}

function rememberState(window: BrowserWindow): void {
  let timer: NodeJS.Timeout | undefined
  const save = () => {
    clearTimeout(timer)
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    }
    writeJsonFile(stateFile(), state)
  }
  const saveSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(save, SAVE_AFTER_MS)
  }
  window.on('resize', saveSoon)
  window.on('move', saveSoon)
  window.on('close', save)
  // An end that doesn't begin with the window goes on without its `close`.
  app.on('before-quit', save)
  window.on('closed', () => {
    app.off('before-quit', save)
    clearTimeout(timer)
  })
}
