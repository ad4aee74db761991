import { formatPercent } from '../../domain/format/percent.ts'
import { formatMoment } from '../format/times.ts'
import type { HistoryStep } from './history-rows.ts'

interface HistoryTableProps {
  readonly steps: readonly HistoryStep[]
  readonly zone: string
  readonly fine: boolean
  readonly format: (value: number) => string
}

/** The same figures as the chart, newest first. */
export function HistoryTable({ steps, zone, fine, format }: HistoryTableProps) {
  const withForecast = steps.some(({ expected }) => expected !== null)
  const heads = ['Time', 'Mean', 'Lowest', 'Highest', 'Coverage', ...(withForecast ? ['P10', 'P50', 'P90'] : [])]
  return (
    <table className={withForecast ? 'figures with-forecast' : 'figures'}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {steps.toReversed().map(({ start, mean, min, max, coverage, expected }) => (
          <tr key={start}>
            <th scope="row">{formatMoment(start, zone, fine)}</th>
            <td>{format(mean)}</td>
            <td>{format(min)}</td>
            <td>{format(max)}</td>
            <td>{formatPercent(coverage)}</td>
            {withForecast &&
              (['p10', 'p50', 'p90'] as const).map((key) => (
                <td key={key}>{expected === null ? '' : format(expected[key])}</td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
