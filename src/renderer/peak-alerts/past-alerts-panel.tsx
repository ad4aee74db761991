import { formatEstimate } from '../../domain/format/money.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { describeRecord, describeResult, OUTCOME_LABELS } from './alert-text.ts'

/** What became of the alerts before: the proof, or the lack of it. */
export function PastAlertsPanel() {
  const closed = useEngine((state) => state.alerts.closed)
  const record = useEngine((state) => describeRecord(state.alerts.record))
  const [newest] = closed
  return (
    <section className="panel past-alerts" aria-labelledby="past-alerts-title">
      <div className="panel-title">
        <h2 id="past-alerts-title">Past alerts</h2>
        <span>{record}</span>
      </div>
      {newest === undefined ? (
        <p className="empty">None yet. What became of an alert, and what was saved, stands here when it is over.</p>
      ) : (
        <>
          <NewestResult alert={newest} />
          <ResultsTable alerts={closed} />
        </>
      )}
    </section>
  )
}

function NewestResult({ alert }: { readonly alert: Alert }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const outcome = OUTCOME_LABELS[alert.outcome ?? 'unknown']
  return (
    <p className="newest-result">
      <strong>{`${formatMoment(alert.interval.start, zone)}: ${outcome}.`}</strong> {describeResult(alert)}
    </p>
  )
}

function ResultsTable({ alerts }: { readonly alerts: readonly Alert[] }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  return (
    <table className="results">
      <thead>
        <tr>
          {['When', 'Expected', 'Came', 'Unshed', 'Saved', 'Cost'].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {alerts.map(({ id, interval, outcome, demandKw, result, stake }) => (
          <tr key={id}>
            <th scope="row">
              {formatMoment(interval.start, zone)}
              <small>{OUTCOME_LABELS[outcome ?? 'unknown']}</small>
            </th>
            <td>{formatKw(demandKw.p50)}</td>
            <td>{result === null ? '–' : formatKw(result.demandKw)}</td>
            <td>{result === null ? '–' : formatKw(result.withoutSheddingKw)}</td>
            <td>{result === null ? '–' : formatEstimate(result.saved, stake.currency)}</td>
            <td>{result === null ? '–' : formatEstimate(result.cost, stake.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
