import { useState } from 'react'
import { Link } from 'wouter'
import type { Alert } from '../../domain/alert.ts'
import { MINUTE } from '../../domain/time.ts'
import { formatKw } from '../format/numbers.ts'
import { formatMoment, formatSpan } from '../format/times.ts'
import { useEngine } from '../state/engine-context.ts'
import { usePlantTime } from '../state/plant-time.ts'
import {
  bandWords,
  chanceWords,
  dayWords,
  intervalWords,
  OUTCOME_WORDS,
  planWords,
  recordWords,
  resultWords,
  stakeWords,
} from './alert-words.ts'

/** So many closed alerts are shown until all are asked for. */
const FEW = 5

/** What is foreseen: apart from the alarms, and not counted among them. */
export function AlertList() {
  const alerts = useEngine((state) => state.alerts)
  const hasTariff = useEngine((state) => state.standing !== null)
  return (
    <section className="panel alert-panel" aria-labelledby="alerts-title">
      <div className="panel-title">
        <h3 id="alerts-title">Alerts</h3>
        <span>new billed peaks in the next 24 h</span>
      </div>
      {alerts.open.length === 0 ? (
        <p className="no-alerts">
          {hasTariff ? (
            'No new peak is foreseen within 24 h.'
          ) : (
            <>
              A new peak can be foreseen once the <Link href="/tariff">tariff</Link> is entered.
            </>
          )}
        </p>
      ) : (
        <ul className="alerts">
          {alerts.open.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      <p className="hint">{recordWords(alerts.record)}</p>
      <ClosedAlerts alerts={alerts.closed} />
    </section>
  )
}

function OpenAlert({ alert }: { readonly alert: Alert }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(MINUTE)
  const { interval, demandKw, unit } = alert
  return (
    <li className="alert" data-alert={alert.id}>
      <p className="alert-when">
        {`${dayWords(interval.start, now, zone)} ${formatSpan(interval.start, interval.end, zone)}`}
        <small> site time</small>
      </p>
      <p>
        <strong className="alert-demand">{formatKw(demandKw.p50)}</strong> <small>{unit}</small>
        {` expected (P10–P90 ${bandWords(alert)}), billed peak so far ${formatKw(alert.billedPeakKw)}. `}
        {`Chance of a new peak ${chanceWords(alert.chance)}. At stake: ${stakeWords(alert)}. ${planWords(alert, zone)}`}
      </p>
      <p className="alert-foot">
        <Link href="/demand" className="button">
          {alert.accepted === null ? 'Act in Demand' : 'See the plan in Demand'}
        </Link>
        <span className="hint">{`raised ${formatMoment(alert.raisedAt, zone)}`}</span>
      </p>
    </li>
  )
}

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
            <strong>{OUTCOME_WORDS[alert.outcome ?? 'unknown']}</strong>
            <span className="closed-when">{intervalWords(alert, zone)}</span>
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
