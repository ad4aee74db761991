import type { AlarmMetrics } from '../../../domain/alarms/alarm.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatAlarmName, pluralize } from '../../alarm-feed/alarm-text.ts'
import { useEngine } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { useAlarmRevision } from '../use-alarm-revision.ts'
import { buildMetricRows, type Judgement } from './metric-rows.ts'
import './metrics.css'

const JUDGEMENT_LABELS: Readonly<Record<Judgement, string>> = {
  acceptable: 'acceptable',
  most: 'the most that can be handled',
  above: '▸ more than acceptable',
  none: '',
}

/** What the operator's load of alarms is like, each figure beside what is acceptable. */
export function MetricsPanel() {
  const revision = useAlarmRevision()
  const { value, failure } = useAnswer('alarms', `figures ${revision}`, {})
  return (
    <div className="figures-columns">
      <section className="panel" aria-labelledby="figures-title">
        <div className="panel-title">
          <h3 id="figures-title">Load of alarms</h3>
          <span>for one operator, after ISA-18.2</span>
        </div>
        {failure !== '' && <p role="alert">{failure}</p>}
        {value === null && failure === '' && <p className="empty">Reading…</p>}
        {value !== null && <MetricsTable figures={value.figures} />}
      </section>
      {value !== null && <TopTen topTen={value.figures.topTen} />}
    </div>
  )
}

type FigureRow = ReturnType<typeof buildMetricRows>[number]

function MetricsTable({ figures }: { readonly figures: AlarmMetrics }) {
  const tags = useEngine((state) => state.tags)
  const columns: readonly Column<FigureRow>[] = [
    {
      kind: 'name',
      head: 'Figure',
      cell: ({ name, span }) => (
        <>
          {name}
          <small>{span}</small>
        </>
      ),
    },
    {
      kind: 'text',
      head: 'Here',
      cell: ({ value, judgement, alarms }) => (
        <>
          <strong>{value}</strong>
          {JUDGEMENT_LABELS[judgement] !== '' && <small>{JUDGEMENT_LABELS[judgement]}</small>}
          {alarms.length > 0 && (
            <ul>
              {alarms.map((id) => (
                <li key={id}>{formatAlarmName(id, tags)}</li>
              ))}
            </ul>
          )}
        </>
      ),
    },
    { kind: 'text', head: 'Acceptable', cell: ({ acceptable }) => acceptable },
  ]
  return (
    <DataTable
      className="alarm-figures"
      caption="Figures of the operator’s load, beside what is acceptable"
      columns={columns}
      rows={buildMetricRows(figures)}
      rowKey={({ name }) => name}
      rowProps={({ judgement }) => ({ 'data-judgement': judgement })}
    />
  )
}

function TopTen({ topTen }: Pick<AlarmMetrics, 'topTen'>) {
  const tags = useEngine((state) => state.tags)
  const highestCount = Math.max(1, ...topTen.map(({ count }) => count))
  return (
    <section className="panel" aria-labelledby="top-ten-title">
      <div className="panel-title">
        <h3 id="top-ten-title">Raised most often</h3>
        <span>in 7 days</span>
      </div>
      {topTen.length === 0 ? (
        <p className="empty">No alarm was raised in 7 days.</p>
      ) : (
        <ol className="top-ten">
          {topTen.map(({ alarm, count }) => (
            <li key={alarm}>
              <span>{formatAlarmName(alarm, tags)}</span>
              <span className="top-ten-count">
                {formatNumber(count, 0)}
                <span className="visually-hidden">{` ${pluralize(count, 'time').split(' ')[1]}`}</span>
              </span>
              <span className="top-ten-bar" aria-hidden="true">
                <span style={{ width: `${(count / highestCount) * 100}%` }} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <p className="hint">
        Acceptable: none that leads by far. One that does wants another limit, a wider deadband or a longer delay; all
        three are in Settings.
      </p>
    </section>
  )
}
