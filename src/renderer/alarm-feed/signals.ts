import type { AlarmFeed } from './alarm-feed.ts'
import { type AlarmNotifier, createAlarmNotifier } from './alarm-notifier.ts'
import { type AlarmSound, createAlarmSound } from './alarm-sound.ts'
import { createTones, type Tones } from './tones.ts'
import { wantedAlarm } from './wanted-alarm.ts'

const MUTED = 'ecopulse.muted'

/** How the page draws attention to an alarm where nobody looks at it. */
export interface Signals {
  readonly sound: AlarmSound
  readonly tones: Tones
  /** Null in the app, whose own process notifies. */
  readonly notifier: AlarmNotifier | null
  mute(muted: boolean): void
}

/** Sound and notifications that follow the feed. `inApp`: the page is in Electron. */
export function createSignals(feed: AlarmFeed, inApp: boolean): Signals {
  const tones = createTones()
  const muted = localStorage.getItem(MUTED) === 'yes'
  const sound = createAlarmSound({ play: tones.play, now: Date.now, muted })
  const notifier = inApp ? null : createAlarmNotifier((id) => wantedAlarm.setState({ id }))
  feed.subscribe(({ unacknowledged }, before) => {
    if (unacknowledged === before.unacknowledged) return
    sound.take(unacknowledged)
    notifier?.take(unacknowledged)
  })
  return {
    sound,
    tones,
    notifier,
    mute(next) {
      if (next) localStorage.setItem(MUTED, 'yes')
      else localStorage.removeItem(MUTED)
      sound.mute(next)
    },
  }
}
