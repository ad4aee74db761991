import { DAY } from '../../domain/time/time.ts'
import { conversionFactor, unitFromName } from '../sources/plant/known-names.ts'
import type { CsvRows, UnreadableCells, ValueColumn } from './csv-rows.ts'
import type { LoadSeries } from './load-series.ts'
import type { OrderedRows } from './order-rows.ts'
import { formatStepLength, type Spacing } from './resample.ts'

/** What was odd about the rows of a CSV, or was done with them, in sentences; nothing where all was as expected. */
export function describeRows(rows: CsvRows, ordered: OrderedRows, zone: string | undefined): string[] {
  const { load, temperature, timeless } = rows
  const { doubled, order, skipped, repeated, stray } = ordered
  const clock = zone === undefined ? ' Where the plant’s clock changes in spring and autumn, name its zone.' : ''
  return [
    describeCount(
      timeless.count,
      (count) => `${count} no time that can be read${describeExample(timeless)}: left out.`,
      'has',
      'have',
    ),
    ...[load, ...(temperature === null ? [] : [temperature])].flatMap(describeColumn),
    order === 'falling' && 'The newest rows stand first in the file: it was read from its end.',
    order === 'mixed' && 'The rows are not in the order of time: they were sorted.',
    describeCount(doubled, (count) => `${count} the same time as another: the last one counts.${clock}`, 'has', 'have'),
    describeCount(stray, (count) => `${count} more than a year away from the others: left out.`, 'lies', 'lie'),
    describeCount(
      skipped,
      (count) =>
        `${count} in an hour that the clock of ${zone ?? 'UTC'} skips: read as if it had not been put forward yet.`,
      'lies',
      'lie',
    ),
    describeCount(
      repeated,
      (count) =>
        `${count} in an hour that the clock of ${zone ?? 'UTC'} has twice: the rows before tell which is meant.`,
      'lies',
      'lie',
    ),
    zone === undefined &&
      !rows.isLocal.includes(true) &&
      'The calendar is taken to be that of UTC: where the plant’s is another, name its zone.',
  ].filter((note) => typeof note === 'string')
}

/** What was odd about the steps that were made of the rows, and how they were made. */
export function describeSteps(series: LoadSeries, at: readonly number[], { periodMs, regular }: Spacing): string[] {
  const { loadKw, resolutionMs, start } = series
  const holes = loadKw.filter((value) => value === null).length
  const gap = findLongestRun(loadKw, (value) => value === null)
  const idle = findLongestRun(loadKw, (value) => value === 0)
  const offGrid = ((at[0] ?? 0) % resolutionMs) / resolutionMs
  const step = formatStepLength(resolutionMs)
  const placeOf = (index: number) => new Date(start + index * resolutionMs).toISOString().slice(0, 16).replace('T', ' ')
  return [
    !regular &&
      `The rows lie at uneven distances, usually ${formatStepLength(periodMs)}: each counts for as long as it holds.`,
    (periodMs < resolutionMs || !regular) && `Steps of ${step} are means of rows ${formatStepLength(periodMs)} apart.`,
    periodMs === resolutionMs &&
      offGrid > 0.05 &&
      offGrid < 0.95 &&
      `The times lie beside the steps of ${step} on the clock of UTC: each row counts for the step that it falls in.`,
    holes > 0 &&
      `${holes} of ${loadKw.length} steps have no load, at most ${formatStepLength(gap.length * resolutionMs)} in a row (from ${placeOf(gap.from)} UTC): they stay holes.`,
    idle.length * resolutionMs >= DAY &&
      `The load is 0 for ${formatStepLength(idle.length * resolutionMs)} from ${placeOf(idle.from)} UTC on: taken as it is.`,
  ].filter((note) => typeof note === 'string')
}

function describeColumn({ name, values, empty, unread }: ValueColumn): string[] {
  const unit = unitFromName(name)
  const factor = conversionFactor('kW', unit)
  return [
    describeCount(empty, (count) => `${count} empty in “${name}”: holes.`, 'is', 'are'),
    describeCount(
      unread.count,
      (count) => `${count} no number in “${name}”${describeExample(unread)}: holes.`,
      'has',
      'have',
    ),
    factor !== 1 && `“${name}” is in ${unit}: its figures were turned into kW.`,
    /Wh$/.test(unit ?? '') && `“${name}” seems to be an energy: its figures are taken as they are, as if they were kW.`,
    values.every(Number.isNaN) && `“${name}” holds no number at all.`,
  ].filter((note) => typeof note === 'string')
}

function describeCount(count: number, sentence: (rows: string) => string, one: string, many: string): string | false {
  return count > 0 && sentence(count === 1 ? `1 row ${one}` : `${count} rows ${many}`)
}

function describeExample({ example }: UnreadableCells): string {
  return example === '' ? '' : `, like “${example.slice(0, 40)}”`
}

function findLongestRun(values: LoadSeries['loadKw'], belongs: (value: number | null) => boolean) {
  let longest = { from: 0, length: 0 }
  let from = 0
  for (const [i, value] of values.entries()) {
    if (!belongs(value)) from = i + 1
    else if (i + 1 - from > longest.length) longest = { from, length: i + 1 - from }
  }
  return longest
}
