import { type CsvCell, formatCsv } from '../../domain/csv/format-csv.ts'
import type { HistoryStep } from './history-rows.ts'

/** What is shown, as CSV: times in UTC, values unrounded, what is not known left empty. */
export function formatHistoryCsv(steps: readonly HistoryStep[]): string {
  const withForecast = steps.some(({ expected }) => expected !== null)
  const head = ['time', 'mean', 'min', 'max', 'coverage', ...(withForecast ? ['p10', 'p50', 'p90'] : [])]
  const rows = steps.map(({ start, mean, min, max, coverage, expected }): CsvCell[] => {
    const forecast = withForecast ? [expected?.p10 ?? null, expected?.p50 ?? null, expected?.p90 ?? null] : []
    return [new Date(start).toISOString(), mean, min, max, coverage, ...forecast]
  })
  return formatCsv([head, ...rows], '\n')
}
