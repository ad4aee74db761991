import { formatPercent } from '../../domain/format/percent.ts'
import { formatMoment } from '../format/times.ts'
import { type Column, DataTable } from '../table/data-table.tsx'
import type { HistoryStep } from './history-rows.ts'

const FORECAST = ['p10', 'p50', 'p90'] as const

interface HistoryTableProps {
  readonly steps: readonly HistoryStep[]
  readonly zone: string
  readonly fine: boolean
  readonly format: (value: number) => string
}

/** The same figures as the chart, newest first. */
export function HistoryTable({ steps, zone, fine, format }: HistoryTableProps) {
  const withForecast = steps.some(({ expected }) => expected !== null)
  // On a narrow screen there is room for the mean alone beside the forecast.
  const beside = withForecast ? ({ narrow: 'hidden' } as const) : {}
  const columns: readonly Column<HistoryStep>[] = [
    { kind: 'name', head: 'Time', cell: ({ start }) => formatMoment(start, zone, fine) },
    { kind: 'number', head: 'Mean', cell: ({ mean }) => format(mean) },
    { kind: 'number', head: 'Lowest', cell: ({ min }) => format(min), ...beside },
    { kind: 'number', head: 'Highest', cell: ({ max }) => format(max), ...beside },
    { kind: 'number', head: 'Coverage', cell: ({ coverage }) => formatPercent(coverage), ...beside },
    ...(withForecast ? FORECAST : []).map(
      (key): Column<HistoryStep> => ({
        kind: 'number',
        head: key.toUpperCase(),
        cell: ({ expected }) => (expected === null ? '' : format(expected[key])),
      }),
    ),
  ]
  return (
    <DataTable
      className="figures"
      caption="The values of the chart, newest first"
      columns={columns}
      rows={steps.toReversed()}
      rowKey={({ start }) => start}
      sticky
    />
  )
}
