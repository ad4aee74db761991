import { Link } from 'wouter'
import { formatPercent } from '../../domain/format/percent.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import {
  describeExpected,
  describeNeed,
  describeNoLongerExpected,
  describeRecord,
  describeStake,
  formatAlertTime,
  isLikely,
} from './alert-text.ts'
import { PlanTable } from './plan-table.tsx'
import { useAlertLevels } from './use-alert-levels.ts'
import './alert-panel.css'

/** The open alerts: what is expected, what it costs, and what to do about it. */
export function AlertPanels() {
  const open = useEngine((state) => state.alerts.open)
  return open.map((alert) => <AlertPanel key={alert.id} alert={alert} />)
}

function AlertPanel({ alert }: { readonly alert: Alert }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(MINUTE)
  const titleId = `alert-${alert.id}`
  const expected = isLikely(alert)
  return (
    <section className={`panel alert-panel${expected ? '' : ' is-past'}`} aria-labelledby={titleId}>
      <div className="alert-words">
        <div className="panel-title">
          <h2 id={titleId}>{`New peak ${formatAlertTime(alert, now, zone)}`}</h2>
          {expected ? (
            <span className="expected">
              <strong>{formatPercent(alert.chance)}</strong> chance
            </span>
          ) : (
            <span>no longer expected</span>
          )}
        </div>
        {expected ? <AlertSentences alert={alert} zone={zone} /> : <p>{describeNoLongerExpected(alert)}</p>}
      </div>
      {(expected || alert.accepted !== null) && <AlertPlan alert={alert} />}
    </section>
  )
}

function AlertSentences({ alert, zone }: { readonly alert: Alert; readonly zone: string }) {
  const record = useEngine((state) => describeRecord(state.alerts.record))
  const level = useAlertLevels(alert)
  return (
    <>
      <p>{describeExpected(alert, level, zone)}</p>
      <p>{describeStake(alert)}</p>
      <p className="need">{describeNeed(alert, zone)}</p>
      {record !== '' && <p className="hint">{record}</p>}
    </>
  )
}

function AlertPlan({ alert }: { readonly alert: Alert }) {
  if (alert.accepted !== null) return <PlanTable alert={alert} />
  if (alert.plan === null) {
    return (
      <p className="hint">
        No loads that can be shed are entered. <Link href="/loads">Enter them</Link>, and EcoPulse says which to shed.
      </p>
    )
  }
  if (alert.plan.steps.length > 0) return <PlanTable alert={alert} />
  return (
    <p className="hint">
      The <Link href="/loads">loads that are entered</Link> are not enough to avoid it, and what they could do costs
      more than it is worth.
    </p>
  )
}
