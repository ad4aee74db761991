import { type BrowserWindow, Notification } from 'electron'
import type { EngineApi } from '../contract/api.ts'
import { createNotificationFinder, type NotificationText } from './notification-finder.ts'
import { showView } from './window/menu.ts'
import { focusWindow } from './window/window.ts'

/**
 * Notifies, as the operating system does it, of new alarms of high and medium priority and of new alerts, unless that
 * is off in the settings. A click brings the window to the alarms. One notification at a time: the next replaces it.
 */
export function notifyOfAlarms(engine: Promise<EngineApi>, window: BrowserWindow): void {
  const finder = createNotificationFinder()
  let isTurnedOn = true
  let shown: Notification | null = null
  const show = ({ title, body }: NotificationText) => {
    shown?.close()
    const notification = new Notification({ title, body })
    notification.on('click', () => {
      if (window.isDestroyed()) return
      focusWindow()
      showView(window.webContents, '/alarms')
    })
    // Held until the next one: a notification that is collected loses its click.
    shown = notification
    notification.show()
  }
  engine.then(
    ({ subscribe }) => {
      subscribe((event) => {
        if (event.kind === 'snapshot') isTurnedOn = event.settings.notifications.native
        const text = finder.findIn(event)
        if (text !== null && isTurnedOn && Notification.isSupported()) show(text)
      })
    },
    // An engine that does not start ends the app, which prints why.
    () => {},
  )
}
