import type { AlarmFeed } from './alarm-feed.ts'
import { type AlarmNotifier, createAlarmNotifier } from './alarm-notifier.ts'
import { type AlarmSound, createAlarmSound } from './alarm-sound.ts'
import { requestedAlarm } from './requested-alarm.ts'
import { createTonePlayer, type TonePlayer } from './tone-player.ts'

const MUTED_KEY = 'ecopulse.muted'

/** How the page draws attention to an alarm while the operator does something else. */
export interface AlarmSignals {
  readonly sound: AlarmSound
  readonly tones: TonePlayer
  /** Null in the app, whose own process notifies. */
  readonly notifier: AlarmNotifier | null
  setMuted(muted: boolean): void
}

/** Sound and notifications that follow the feed. `isInApp`: the page is in Electron. */
export function createAlarmSignals(feed: AlarmFeed, isInApp: boolean): AlarmSignals {
  const tones = createTonePlayer()
  const muted = localStorage.getItem(MUTED_KEY) === 'yes'
  const sound = createAlarmSound({ play: tones.play, now: Date.now, muted })
  const notifier = isInApp ? null : createAlarmNotifier((id) => requestedAlarm.setState({ id }))
  feed.subscribe(({ unacknowledged }, before) => {
    if (unacknowledged === before.unacknowledged) return
    sound.onUnacknowledgedAlarms(unacknowledged)
    notifier?.onUnacknowledgedAlarms(unacknowledged)
  })
  return {
    sound,
    tones,
    notifier,
    setMuted(next) {
      if (next) localStorage.setItem(MUTED_KEY, 'yes')
      else localStorage.removeItem(MUTED_KEY)
      sound.setMuted(next)
    },
  }
}
