import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import { PRIORITY_LABELS, pluralize } from './alarm-text.ts'
import { createNewAlarmDetector } from './new-alarm-detector.ts'

/**
 * Whether this browser notifies. `off`: it may be turned on. `refused`: it is forbidden in the browser's settings.
 * `missing`: it can't, or the page's address isn't secure enough for it.
 */
export type NotificationState = 'on' | 'off' | 'refused' | 'missing'

export interface AlarmNotifier {
  readonly state: StoreApi<{ readonly notifying: NotificationState }>
  /** The unacknowledged alarms, the most urgent first. */
  onUnacknowledgedAlarms(unacknowledged: readonly Alarm[]): void
  /** Requests the browser's permission where that is needed; to be called from a click alone. */
  turnOn(): Promise<void>
  turnOff(): void
}

const STORAGE_KEY = 'ecopulse.notify'

/** Notifies of new alarms while the page is hidden. `show` brings the operator to the alarm. */
export function createAlarmNotifier(showAlarm: (id: string) => void): AlarmNotifier {
  const state = createStore<{ readonly notifying: NotificationState }>(() => ({ notifying: readNotificationState() }))
  const newAlarmDetector = createNewAlarmDetector()
  let notification: Notification | null = null
  return {
    state,
    onUnacknowledgedAlarms(unacknowledged) {
      const newAlarms = newAlarmDetector.findNew(unacknowledged)
      const [first] = newAlarms
      if (unacknowledged.length === 0) notification?.close()
      if (first === undefined || state.getState().notifying !== 'on' || document.hasFocus()) return
      const others = newAlarms.length === 1 ? '' : ` And ${pluralize(newAlarms.length - 1, 'more', 'more')}.`
      // One notification at a time, however many alarms are raised: by `tag` the next replaces it.
      notification = new Notification(`${PRIORITY_LABELS[first.priority]} alarm`, {
        body: `${first.message}${others}`,
        tag: 'ecopulse.alarm',
      })
      notification.onclick = () => {
        window.focus()
        showAlarm(first.id)
      }
    },
    async turnOn() {
      if (state.getState().notifying === 'missing') return
      const permission = await Notification.requestPermission()
      if (permission === 'granted') localStorage.setItem(STORAGE_KEY, 'on')
      state.setState({ notifying: readNotificationState() })
    },
    turnOff() {
      localStorage.removeItem(STORAGE_KEY)
      state.setState({ notifying: readNotificationState() })
    },
  }
}

function readNotificationState(): NotificationState {
  if (!('Notification' in window) || !window.isSecureContext) return 'missing'
  if (Notification.permission === 'denied') return 'refused'
  return Notification.permission === 'granted' && localStorage.getItem(STORAGE_KEY) === 'on' ? 'on' : 'off'
}
