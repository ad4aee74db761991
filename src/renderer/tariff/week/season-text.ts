import { MONTHS, monthRuns } from '../when-text.ts'

/** «May–Oct», «Nov–Apr», «Jul, Sep–Dec» of months in ascending order; «All year». */
export function seasonWords(months: readonly number[]): string {
  if (months.length === 12) return 'All year'
  return monthRuns(months)
    .map(([first, last]) => (first === last ? shortOf(first) : `${shortOf(first)}–${shortOf(last)}`))
    .join(', ')
}

const shortOf = (month: number) => (MONTHS[month - 1] ?? '?').slice(0, 3)
