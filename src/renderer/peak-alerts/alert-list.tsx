import { useState } from 'react'
import { Link } from 'wouter'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { formatMoment, formatSpan, formatTime } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import {
  describeLevel,
  describeNeed,
  describeNoLongerExpected,
  describeRecord,
  describeResult,
  describeStake,
  formatAlertTime,
  isLikely,
  OUTCOME_LABELS,
} from './alert-text.ts'
import { useAlertLevels } from './use-alert-levels.ts'
import './alert-list.css'

/** So many closed alerts are shown until all are requested. */
const CLOSED_SHOWN = 5

/** What is forecast: apart from the alarms, and not counted among them. */
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
            <OpenAlertItem key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      <p className="hint">
        {describeRecord(alerts.record) || 'No alert is closed yet: it isn’t known how often they come true.'}
      </p>
      <ClosedAlerts alerts={alerts.closed} />
    </section>
  )
}

function OpenAlertItem({ alert }: { readonly alert: Alert }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(MINUTE)
  const level = useAlertLevels(alert)
  const { demandKw, unit } = alert
  const band = `${formatKw(demandKw.p10)}–${formatKw(demandKw.p90)}`
  return (
    <li className="foreseen" data-alert={alert.id}>
      <p className="foreseen-when">
        {capitalize(formatAlertTime(alert, now, zone))}
        <small> site time</small>
      </p>
      {isLikely(alert) ? (
        <p>
          <strong className="foreseen-demand">{formatKw(demandKw.p50)}</strong> <small>{unit}</small>
          {` expected (P10–P90 ${band}); ${describeLevel(alert, level)}. `}
          {`Chance of a new peak ${formatPercent(alert.chance)}. ${describeStake(alert)} ${describeNeed(alert, zone)}`}
          {alert.accepted === null ? '' : ' A plan is accepted.'}
        </p>
      ) : (
        <p>{`No longer expected. ${describeNoLongerExpected(alert)}`}</p>
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

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function ClosedAlerts({ alerts }: { readonly alerts: readonly Alert[] }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const [all, setAll] = useState(false)
  if (alerts.length === 0) return null
  const shown = all ? alerts : alerts.slice(0, CLOSED_SHOWN)
  return (
    <>
      <h4>Closed</h4>
      <ul className="closed-alerts">
        {shown.map((alert) => (
          <li key={alert.id}>
            <strong>{capitalize(OUTCOME_LABELS[alert.outcome ?? 'unknown'])}</strong>
            <span className="closed-when">{`${formatTime(alert.interval.start, zone, 'day')} ${formatSpan(alert.interval.start, alert.interval.end, zone)}`}</span>
            <span className="closed-result">{describeResult(alert)}</span>
          </li>
        ))}
      </ul>
      {alerts.length > CLOSED_SHOWN && (
        <button type="button" onClick={() => setAll(!all)}>
          {all ? `Show the newest ${CLOSED_SHOWN}` : `Show all ${alerts.length}`}
        </button>
      )}
    </>
  )
}
