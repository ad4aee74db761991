import type { HistoryStep } from './history-rows.ts'

/** What is shown, as CSV: times in UTC, values unrounded, what is not known left empty. */
export function formatHistoryCsv(steps: readonly HistoryStep[]): string {
  const withForecast = steps.some(({ expected }) => expected !== null)
  const head = ['time', 'mean', 'min', 'max', 'coverage', ...(withForecast ? ['p10', 'p50', 'p90'] : [])]
  const lines = steps.map(({ start, mean, min, max, coverage, expected }) => {
    const forecast = withForecast ? [expected?.p10 ?? '', expected?.p50 ?? '', expected?.p90 ?? ''] : []
    return [new Date(start).toISOString(), mean, min, max, coverage, ...forecast].join(',')
  })
  return `${[head.join(','), ...lines].join('\n')}\n`
}
