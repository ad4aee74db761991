import { MONTHS } from './when-words.ts'

/** «May–Oct», «Nov–Apr», «Jul, Sep–Dec» of months in ascending order; «All year». */
export function seasonWords(months: readonly number[]): string {
  if (months.length === 12) return 'All year'
  return runsOf(months)
    .map(([first, last]) => (first === last ? shortOf(first) : `${shortOf(first)}–${shortOf(last)}`))
    .join(', ')
}

const shortOf = (month: number) => (MONTHS[month - 1] ?? '?').slice(0, 3)

/** Months that follow each other, over the new year too. */
function runsOf(months: readonly number[]): [first: number, last: number][] {
  const runs: [number, number][] = []
  for (const month of months) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === month - 1) run[1] = month
    else runs.push([month, month])
  }
  const [first] = runs
  const last = runs.at(-1)
  if (first === undefined || last === undefined || runs.length < 2 || first[0] !== 1 || last[1] !== 12) return runs
  return [[last[0], first[1]], ...runs.slice(1, -1)]
}
