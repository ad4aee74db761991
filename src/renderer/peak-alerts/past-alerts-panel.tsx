import { formatEstimate } from '../../domain/format/money.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { type Column, DataTable } from '../table/data-table.tsx'
import { describeRecord, describeResult, OUTCOME_LABELS } from './alert-text.ts'
import './past-alerts-panel.css'

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
  const columns: readonly Column<Alert>[] = [
    {
      kind: 'name',
      head: 'When',
      cell: ({ interval, outcome }) => (
        <>
          {formatMoment(interval.start, zone)}
          <small>{OUTCOME_LABELS[outcome ?? 'unknown']}</small>
        </>
      ),
    },
    { kind: 'number', head: 'Expected', narrow: 'hidden', cell: ({ demandKw }) => formatKw(demandKw.p50) },
    ...RESULTS,
  ]
  return (
    <DataTable
      className="results"
      caption="What became of the alerts before, newest first"
      columns={columns}
      rows={alerts}
      rowKey={({ id }) => id}
    />
  )
}

/** Known when the interval is over. */
const RESULTS: readonly Column<Alert>[] = [
  { kind: 'number', head: 'Came', cell: ({ result }) => (result === null ? '–' : formatKw(result.demandKw)) },
  {
    kind: 'number',
    head: 'Unshed',
    cell: ({ result }) => (result === null ? '–' : formatKw(result.withoutSheddingKw)),
  },
  {
    kind: 'number',
    head: 'Saved',
    cell: ({ result, stake }) => (result === null ? '–' : formatEstimate(result.saved, stake.currency)),
  },
  {
    kind: 'number',
    head: 'Cost',
    cell: ({ result, stake }) => (result === null ? '–' : formatEstimate(result.cost, stake.currency)),
  },
]
