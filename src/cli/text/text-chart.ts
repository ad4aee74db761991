import { formatTimestamp } from '../../domain/format/dates.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { HoldoutExcerpt } from '../../engine/ml/training/evaluation.ts'

const COLUMNS = 96
const ROWS = 14
const LABEL = 9

/** Forecast against load as text: the band as dots, the P50 as circles, the load as blocks over both. */
export function drawTextChart({ start, resolutionMs, loadKw, forecast }: HoldoutExcerpt, zone: string): string {
  const values = loadKw.flatMap((kw, i) =>
    [kw ?? [], forecast[i] === null || forecast[i] === undefined ? [] : [forecast[i].p10, forecast[i].p90]].flat(),
  )
  if (values.length === 0) return ''
  const low = Math.min(0, ...values)
  const high = Math.max(...values, low + 1)
  const rowOf = (kw: number) => Math.min(ROWS - 1, Math.max(0, Math.round(((high - kw) / (high - low)) * (ROWS - 1))))
  const cells = Array.from({ length: ROWS }, () => new Array<string>(COLUMNS).fill(' '))
  const put = (row: number, column: number, mark: string) => {
    const line = cells[row]
    if (line !== undefined) line[column] = mark
  }
  for (let column = 0; column < COLUMNS; column++) {
    const step = Math.floor((column * loadKw.length) / COLUMNS)
    const band = forecast[step] ?? null
    if (band !== null) {
      for (let row = rowOf(band.p90); row <= rowOf(band.p10); row++) put(row, column, '·')
      put(rowOf(band.p50), column, 'o')
    }
    const kw = loadKw[step] ?? null
    if (kw !== null) put(rowOf(kw), column, band !== null && rowOf(band.p50) === rowOf(kw) ? '@' : '#')
  }
  const lines = cells.map((line, row) => {
    const isLabelled = row % 4 === 0 || row === ROWS - 1
    const label = isLabelled ? formatNumber(high - ((high - low) * row) / (ROWS - 1), 0) : ''
    return `${label.padStart(LABEL)} │${line.join('')}`.trimEnd()
  })
  const from = formatTimestamp(start, zone)
  const to = formatTimestamp(start + loadKw.length * resolutionMs, zone)
  const axis = `${''.padStart(LABEL)} └${'─'.repeat(COLUMNS)}`
  const ends = `${''.padStart(LABEL + 2)}${from}${to.padStart(COLUMNS - from.length)}`
  return [...lines, axis, ends, `${''.padStart(LABEL + 2)}kW:  # load   o P50   @ both   · P10–P90`].join('\n')
}
