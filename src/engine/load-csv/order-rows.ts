import { DAY, floorTo } from '../../domain/time/time.ts'
import { createLocalTime, findInstantShowing } from '../../domain/time/time-zone.ts'
import type { CsvRows } from './csv-rows.ts'

/** A longer gap parts rows that don't belong together. */
const MAX_GAP = 366 * DAY

/** Rows by their time in UTC, each time once. */
export interface OrderedRows {
  /** Epoch ms, rising. */
  readonly at: readonly number[]
  /** For each time the place of its row in the file's rows. */
  readonly row: readonly number[]
  /** Rows that gave way to a later one of the same time. */
  readonly doubled: number
  /** Rows that lie more than a year from the bulk of the others: a year that was mistyped. They are left out. */
  readonly stray: number
  /** How the rows lay in the file. */
  readonly order: 'rising' | 'falling' | 'mixed'
  /** Rows whose wall-clock time the zone skips, and rows whose time it has twice. */
  readonly skipped: number
  readonly repeated: number
}

/**
 * Places rows in UTC and sorts them. Wall-clock times are of `zone`: for an hour that exists twice the row before
 * decides which is meant, so that a file whose newest row comes first is read from its end. Of two rows of the same
 * time the one further on in the file counts.
 */
export function orderRows({ times, isLocal }: Pick<CsvRows, 'times' | 'isLocal'>, zone: string): OrderedRows {
  const falls = times.filter((time, i) => time < (times[i - 1] ?? time)).length
  const rises = times.filter((time, i) => time > (times[i - 1] ?? time)).length
  const falling = falls > rises
  const place = createInstantReader(zone)
  const instants = new Float64Array(times.length)
  for (let n = 0; n < times.length; n += 1) {
    const i = falling ? times.length - 1 - n : n
    const time = times[i] ?? Number.NaN
    instants[i] = place.at(time, isLocal[i] === true)
  }
  const { skipped, repeated } = place
  return { ...sortByInstant(instants), order: detectOrder(instants, falling), skipped, repeated }
}

/** Places one row after the other, and counts those whose wall-clock time the zone skips or has twice. */
function createInstantReader(zone: string) {
  const localTime = createLocalTime(zone)
  const instant = (time: number, after: number) => findInstantShowing(localTime, time, { after })
  const offsetAt = (at: number) => localTime(at) - at
  let previous = Number.NEGATIVE_INFINITY
  let day = Number.NaN
  /** The zone's offset while it stays the same for days around `day`, which it nearly always does. */
  let steady: number | null = null
  return {
    skipped: 0,
    repeated: 0,
    at(time: number, isLocal: boolean): number {
      previous = isLocal ? this.local(time) : time
      return previous
    },
    local(time: number): number {
      const today = floorTo(time, DAY)
      if (today !== day) {
        day = today
        const before = offsetAt(day - DAY)
        steady = before === offsetAt(day + 2 * DAY) ? before : null
      }
      if (steady !== null) return time - steady
      const at = instant(time, previous)
      if (localTime(at) !== time) this.skipped += 1
      else if (instant(time, at) !== at || instant(time, Number.NEGATIVE_INFINITY) !== at) this.repeated += 1
      return at
    },
  }
}

function detectOrder(instants: Float64Array, falling: boolean): OrderedRows['order'] {
  const sign = falling ? -1 : 1
  const inOrder = instants.every((at, i) => i === 0 || sign * (at - (instants[i - 1] ?? at)) >= 0)
  if (!inOrder) return 'mixed'
  return falling ? 'falling' : 'rising'
}

/** The longest stretch of rows without a gap of more than a year. */
function findBulk(at: readonly number[]): { readonly from: number; readonly to: number } {
  let bulk = { from: 0, to: 0 }
  let from = 0
  for (let i = 1; i <= at.length; i += 1) {
    if (i < at.length && (at[i] ?? 0) - (at[i - 1] ?? 0) <= MAX_GAP) continue
    if (i - from > bulk.to - bulk.from) bulk = { from, to: i }
    from = i
  }
  return bulk
}

function sortByInstant(instants: Float64Array): Pick<OrderedRows, 'at' | 'row' | 'doubled' | 'stray'> {
  const places = Uint32Array.from(instants.keys())
  const timeOf = (place: number) => instants[place] ?? Number.NaN
  if (instants.some((at, i) => at < (instants[i - 1] ?? at))) places.sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  const at: number[] = []
  const row: number[] = []
  let doubled = 0
  for (const place of places) {
    const time = timeOf(place)
    if (time === at.at(-1)) {
      doubled += 1
      row[row.length - 1] = place
    } else {
      at.push(time)
      row.push(place)
    }
  }
  const { from, to } = findBulk(at)
  return { at: at.slice(from, to), row: row.slice(from, to), doubled, stray: at.length - (to - from) }
}
