import { findMonthRuns, MONTHS } from '../window-text.ts'

/** «May–Oct», «Nov–Apr», «Jul, Sep–Dec» of months in ascending order; «All year». */
export function formatSeason(months: readonly number[]): string {
  if (months.length === 12) return 'All year'
  return findMonthRuns(months)
    .map(([first, last]) => (first === last ? shortMonth(first) : `${shortMonth(first)}–${shortMonth(last)}`))
    .join(', ')
}

const shortMonth = (month: number) => (MONTHS[month - 1] ?? '?').slice(0, 3)
