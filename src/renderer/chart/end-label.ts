import type { ChartRow } from './chart-row.ts'

/** The name of a line, at the line's end. */
export interface EndLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly className: string
}

/** A line that is named: by the first of its series that has a value. */
interface NamedLine {
  readonly series: readonly string[]
  readonly text: string
  readonly className: string
}

/** Names at `x`, each at the height of its line's last value; a line without any has no name. */
export function createEndLabels(rows: readonly ChartRow[], x: number, lines: readonly NamedLine[]): EndLabel[] {
  const lastValue = (series: string) => rows.findLast((row) => typeof row[series] === 'number')?.[series]
  return lines.flatMap(({ series, text, className }) => {
    const y = series.map(lastValue).find((value) => typeof value === 'number')
    return typeof y === 'number' ? [{ text, x, y, className }] : []
  })
}
