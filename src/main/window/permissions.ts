import { app, session, type WebContents } from 'electron'
import type { Page } from './page.ts'

/** Holds every page to its own address: it goes nowhere else, opens nothing, and is granted nothing. */
export function restrictPages(page: Page): void {
  app.on('web-contents-created', (_event, contents) => restrict(contents, page))
}

/** Denies every permission that a page can request. The session is there once the app is ready. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.setDevicePermissionHandler(() => false)
}

function restrict(contents: WebContents, page: Page): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !page.owns(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!page.owns(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}
