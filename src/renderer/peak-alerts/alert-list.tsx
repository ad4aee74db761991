import { useState } from 'react'
import { Link } from 'wouter'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { formatKw, formatPercent } from '../format/numbers.ts'
import { formatMoment, formatSpan, formatTime } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import {
  isExpected,
  levelWords,
  needWords,
  noLongerWords,
  OUTCOME_WORDS,
  recordWords,
  resultWords,
  stakeWords,
  whenOf,
} from './alert-text.ts'
import { useLevelParts } from './use-level-parts.ts'

/** So many closed alerts are shown until all are asked for. */
const FEW = 5

/** What is foreseen: apart from the alarms, and not counted among them. */
export function AlertList() {
  const alerts = useEngine((state) => state.alerts)
  const hasTariff = useEngine((state) => state.standing !== null)
  return (
    <section className="panel foreseen-panel" aria-labelledby="alerts-title">
      <div className="panel-title">
        <h3 id="alerts-title">Alerts</h3>
        <span>new billed peaks in the next 24 h</span>
      </div>
      {alerts.open.length === 0 ? (
        <p className="nothing-foreseen">
          {hasTariff ? (
            'No new peak is foreseen within 24 h.'
          ) : (
            <>
              A new peak can be foreseen once the <Link href="/tariff">tariff</Link> is entered.
            </>
          )}
        </p>
      ) : (
        <ul className="foreseen-list">
          {alerts.open.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      <p className="hint">
        {recordWords(alerts.record) || 'No alert is closed yet: it isn’t known how often they come true.'}
      </p>
      <ClosedAlerts alerts={alerts.closed} />
    </section>
  )
}

function OpenAlert({ alert }: { readonly alert: Alert }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(MINUTE)
  const level = useLevelParts(alert)
  const { demandKw, unit } = alert
  const band = `${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
  return (
    <li className="foreseen" data-alert={alert.id}>
      <p className="foreseen-when">
        {capital(whenOf(alert, now, zone))}
        <small> site time</small>
      </p>
      {isExpected(alert) ? (
        <p>
          <strong className="foreseen-demand">{formatKw(demandKw.p50)}</strong> <small>{unit}</small>
          {` expected (P10–P90 ${band}); ${levelWords(alert, level)}. `}
          {`Chance of a new peak ${formatPercent(alert.chance)}. ${stakeWords(alert)} ${needWords(alert, zone)}`}
          {alert.accepted === null ? '' : ' A plan is accepted.'}
        </p>
      ) : (
        <p>{`No longer expected. ${noLongerWords(alert)}`}</p>
      )}
      <p className="foreseen-foot">
        <Link href="/demand" className="button">
          {alert.accepted === null ? 'Act in Demand' : 'See the plan in Demand'}
        </Link>
        <span className="hint">{`raised ${formatMoment(alert.raisedAt, zone)}`}</span>
      </p>
    </li>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function ClosedAlerts({ alerts }: { readonly alerts: readonly Alert[] }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const [all, setAll] = useState(false)
  if (alerts.length === 0) return null
  const shown = all ? alerts : alerts.slice(0, FEW)
  return (
    <>
      <h4>Closed</h4>
      <ul className="closed-alerts">
        {shown.map((alert) => (
          <li key={alert.id}>
            <strong>{capital(OUTCOME_WORDS[alert.outcome ?? 'unknown'])}</strong>
            <span className="closed-when">{`${formatTime(alert.interval.start, zone, 'day')} ${formatSpan(alert.interval.start, alert.interval.end, zone)}`}</span>
            <span className="closed-result">{resultWords(alert)}</span>
          </li>
        ))}
      </ul>
      {alerts.length > FEW && (
        <button type="button" onClick={() => setAll(!all)}>
          {all ? `Show the newest ${FEW}` : `Show all ${alerts.length}`}
        </button>
      )}
    </>
  )
}
