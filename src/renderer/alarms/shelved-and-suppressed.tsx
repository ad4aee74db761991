import type { Alarm } from '../../domain/alarms/alarm.ts'
import { formatDuration } from '../../domain/format/durations.ts'
import { PRIORITY_LABELS, pluralize } from '../alarm-feed/alarm-text.ts'
import { formatMoment } from '../format/times.ts'
import { useClock, useEngine } from '../page/page-context.ts'
import { AlarmMark } from './alarm-mark.tsx'
import { Since } from './since.tsx'
import { useAlarmCalls, useAlarms } from './use-alarms.ts'
import './set-aside.css'

/** What is shelved and what is suppressed: apart from the alarms, so that neither is forgotten. */
export function ShelvedAndSuppressed() {
  const alarms = useAlarms((shown) => shown.alarms)
  const shelved = alarms.filter(({ state }) => state === 'shelved')
  const suppressed = alarms.filter(({ state }) => state === 'suppressed')
  return (
    <>
      <ShelvedAlarms alarms={shelved} />
      {suppressed.length > 0 && (
        <section className="panel aside-panel" aria-labelledby="suppressed-title">
          <div className="panel-title">
            <h3 id="suppressed-title">Suppressed</h3>
            <span>{`${pluralize(suppressed.length, 'alarm')} · by design, while another one explains them`}</span>
          </div>
          <ul className="aside-rows">
            {suppressed.map((alarm) => (
              <li key={alarm.id} data-alarm={alarm.id}>
                <PriorityLabel alarm={alarm} />
                <span className="aside-message">
                  {alarm.message}
                  <span className="alarm-advice">{alarm.advice}</span>
                </span>
                <Since at={alarm.since} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function ShelvedAlarms({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const { ask, failure } = useAlarmCalls()
  if (alarms.length === 0) return null
  return (
    <section className="panel aside-panel" aria-labelledby="shelved-title">
      <div className="panel-title">
        <h3 id="shelved-title">Shelved</h3>
        <span>{`${pluralize(alarms.length, 'alarm')} · silent for a time`}</span>
      </div>
      {failure !== '' && <p role="alert">{failure}</p>}
      <ul className="aside-rows">
        {alarms.map((alarm) => (
          <li key={alarm.id} data-alarm={alarm.id}>
            <PriorityLabel alarm={alarm} />
            <span className="aside-message">
              {alarm.message}
              {alarm.shelf !== null && <span className="alarm-advice">{`Reason: ${alarm.shelf.reason}`}</span>}
            </span>
            {alarm.shelf !== null && <ShelvedUntil at={alarm.shelf.until} />}
            <button type="button" onClick={() => void ask('unshelveAlarm', { id: alarm.id })}>
              Unshelve<span className="visually-hidden">{`: ${alarm.message}`}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function PriorityLabel({ alarm }: { readonly alarm: Alarm }) {
  return (
    <span className="aside-priority">
      <AlarmMark priority={alarm.priority} state={alarm.state} />
      {PRIORITY_LABELS[alarm.priority]}
    </span>
  )
}

/** «until 15:07 · 42 min left» */
function ShelvedUntil({ at }: { readonly at: number }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const text = useClock((now) => {
    const left = Math.max(0, at - now)
    const minutes = Math.ceil(left / 60_000) * 60_000
    return `until ${formatMoment(at, zone)} · ${formatDuration(minutes, true)} left`
  })
  return <span className="since">{text}</span>
}
