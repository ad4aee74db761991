import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import { createAlarmNews } from './alarm-news.ts'
import { counted, PRIORITY_WORDS } from './alarm-text.ts'

/**
 * Whether this browser notifies. `off`: it may be asked for. `refused`: the browser was told never to. `missing`: it can't,
 * or the page came over an address that it doesn't trust with it.
 */
export type Notifying = 'on' | 'off' | 'refused' | 'missing'

export interface AlarmNotifier {
  readonly state: StoreApi<{ readonly notifying: Notifying }>
  /** The alarms that nobody has acknowledged, the most urgent first. */
  take(unacknowledged: readonly Alarm[]): void
  /** Asks the browser where that is needed; to be called from a click alone. */
  turnOn(): Promise<void>
  turnOff(): void
}

const KEY = 'ecopulse.notify'

/** Notifies of new alarms while the page is not looked at. `show` brings the operator to the alarm. */
export function createAlarmNotifier(show: (id: string) => void): AlarmNotifier {
  const state = createStore<{ readonly notifying: Notifying }>(() => ({ notifying: standing() }))
  const news = createAlarmNews()
  let shown: Notification | null = null
  return {
    state,
    take(unacknowledged) {
      const fresh = news.since(unacknowledged)
      const [first] = fresh
      if (unacknowledged.length === 0) shown?.close()
      if (first === undefined || state.getState().notifying !== 'on' || document.hasFocus()) return
      const others = fresh.length === 1 ? '' : ` And ${counted(fresh.length - 1, 'more', 'more')}.`
      // One notification at a time, however many alarms come: `tag` has the next take its place.
      shown = new Notification(`${PRIORITY_WORDS[first.priority]} alarm`, {
        body: `${first.message}${others}`,
        tag: 'ecopulse.alarm',
      })
      shown.onclick = () => {
        window.focus()
        show(first.id)
      }
    },
    async turnOn() {
      if (state.getState().notifying === 'missing') return
      const permission = await Notification.requestPermission()
      if (permission === 'granted') localStorage.setItem(KEY, 'on')
      state.setState({ notifying: standing() })
    },
    turnOff() {
      localStorage.removeItem(KEY)
      state.setState({ notifying: standing() })
    },
  }
}

function standing(): Notifying {
  if (!('Notification' in window) || !window.isSecureContext) return 'missing'
  if (Notification.permission === 'denied') return 'refused'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}
