import { useStore } from 'zustand'
import type { AlarmNotifier, NotificationState } from '../../alarm-feed/alarm-notifier.ts'
import type { Audibility } from '../../alarm-feed/tone-player.ts'
import { usePage } from '../../page/page-context.ts'

const SOUND_DESCRIPTIONS: Readonly<Record<Audibility, string>> = {
  unknown: 'A tone for each new alarm, by its priority, again and again until it is acknowledged or silenced.',
  heard: 'A tone for each new alarm, by its priority, again and again until it is acknowledged or silenced.',
  waiting: 'This browser is silent until somebody clicks into the page or presses a key.',
  missing: 'This browser can’t make the tones.',
}

const NOTIFICATION_DESCRIPTIONS: Readonly<Record<NotificationState, string>> = {
  on: 'While the page is not looked at, this browser notifies of new alarms.',
  off: 'While the page is not looked at, this browser can notify of new alarms. It will ask whether it may.',
  refused: 'This browser was told not to notify. Allow it in its settings of this site, then load the page again.',
  missing: 'This browser can’t notify here: it does so only over https, or on the machine that EcoPulse runs on.',
}

/** How this browser draws attention: kept in it, not in the engine. */
export function SignalSettings() {
  const { notifier } = usePage().signals
  return (
    <section className="panel signal-panel" aria-labelledby="signals-title">
      <div className="panel-title">
        <h3 id="signals-title">Sound and notifications</h3>
        <span>kept in this browser</span>
      </div>
      <SoundSetting />
      {notifier === null ? (
        <p className="hint">The app notifies of new alarms itself, as is set below.</p>
      ) : (
        <NotificationSetting notifier={notifier} />
      )}
    </section>
  )
}

function SoundSetting() {
  const { signals } = usePage()
  const muted = useStore(signals.sound.state, (state) => state.muted)
  const audible = useStore(signals.tones.audible, (state) => state.audible)
  return (
    <div className="signal">
      <button type="button" aria-pressed={muted} onClick={() => signals.setMuted(!muted)}>
        {muted ? 'Sound is muted' : 'Mute sound'}
      </button>
      <button type="button" onClick={() => signals.tones.play('medium')}>
        Try the tone
      </button>
      <p className="hint">{muted ? 'New alarms make no sound in this browser.' : SOUND_DESCRIPTIONS[audible]}</p>
    </div>
  )
}

function NotificationSetting({ notifier }: { readonly notifier: AlarmNotifier }) {
  const notifying = useStore(notifier.state, (state) => state.notifying)
  return (
    <div className="signal">
      {notifying === 'on' ? (
        <button type="button" onClick={() => notifier.turnOff()}>
          Don’t notify
        </button>
      ) : (
        <button type="button" disabled={notifying !== 'off'} onClick={() => void notifier.turnOn()}>
          Notify me in this browser
        </button>
      )}
      <p className="hint">{NOTIFICATION_DESCRIPTIONS[notifying]}</p>
    </div>
  )
}
