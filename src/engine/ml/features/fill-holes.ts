import type { ForecastWindow } from '../../../domain/forecast/forecast.ts'
import { formatDuration } from '../../../domain/format/durations.ts'
import { DAY } from '../../../domain/time/time.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { findLocalTime } from './calendar.ts'
import type { ModelLayout } from './layout.ts'

/** Share of a window that may be missing; and a mean load below this share of the highest is no scale to measure by. */
const MAX_HOLES_SHARE = 1 / 16
const MIN_SCALE_SHARE = 0.02

/** A load as input of a model, in kW without holes, oldest first, and where it had some. */
export interface FilledLoad {
  /** NaN where a hole could not be closed. */
  readonly loadKw: Float64Array
  /** How many holes lie before each step, and after the last: one longer than the load. */
  readonly holesBefore: Uint32Array
  /** How many steps up to each one, and with it, have had the very same value. */
  readonly still: Uint32Array
}

/**
 * Closes holes for the model's eyes alone, never for anyone's screen: up to an hour between two known steps with a
 * straight line, a longer one with the same time a week or a day before. What has nothing before it stays NaN.
 */
export function fillHoles(loadKw: readonly (number | null)[], layout: ModelLayout): FilledLoad {
  const closed = new Float64Array(loadKw.length)
  // A loop: `Float64Array.from` is many times as slow.
  for (let i = 0; i < closed.length; i++) closed[i] = loadKw[i] ?? Number.NaN
  const holesBefore = new Uint32Array(closed.length + 1)
  for (let i = 0; i < closed.length; ) {
    let end = i
    while (end < closed.length && Number.isNaN(closed[end])) end++
    for (let k = i; k < end; k++) holesBefore[k + 1] = (holesBefore[k] ?? 0) + 1
    if (end > i) fillHole(closed, i, end, layout)
    if (end < closed.length) holesBefore[end + 1] = holesBefore[end] ?? 0
    i = end + 1
  }
  const still = new Uint32Array(closed.length)
  for (let i = 0; i < closed.length; i++) still[i] = closed[i] === closed[i - 1] ? (still[i - 1] ?? 0) + 1 : 1
  return { loadKw: closed, holesBefore, still }
}

function fillHole(closed: Float64Array, from: number, to: number, { hour, day, week }: ModelLayout): void {
  const before = closed[from - 1] ?? Number.NaN
  const after = closed[to] ?? Number.NaN
  const isShort = to - from <= hour && !Number.isNaN(before + after)
  for (let i = from; i < to; i++) {
    const straight = before + ((after - before) * (i - from + 1)) / (to - from + 1)
    const weekAgo = closed[i - week] ?? Number.NaN
    closed[i] = isShort ? straight : Number.isNaN(weekAgo) ? (closed[i - day] ?? Number.NaN) : weekAgo
  }
}

/**
 * Why the window that ends before step `at` can't be read, in a sentence; null where it can.
 * @param longestStill Steps that the load may have had one and the same value for: a model that was never trained on a
 * plant at a standstill can't forecast one, nor while that lies within its week. Null where any length is
 * allowed.
 */
export function describeUnreadableWindow(
  { loadKw, holesBefore, still }: FilledLoad,
  at: number,
  layout: ModelLayout,
  longestStill: number | null = null,
): string | null {
  const from = at - layout.history
  if (from < 0) return `The model needs 8 days of load, and knows ${formatDuration((at / layout.day) * DAY, true)}.`
  const holes = (holesBefore[at] ?? 0) - (holesBefore[from] ?? 0)
  if (holes > MAX_HOLES_SHARE * layout.history) {
    return `${holes} of the last ${layout.history} steps of load are missing.`
  }
  const known = (holesBefore[at] ?? 0) === (holesBefore[at - 1] ?? 0)
  if (!known) return 'The load of the last step before the forecast is missing.'
  for (let i = from; i < at; i++) {
    if (Number.isNaN(loadKw[i])) return 'Holes in the load can’t be closed: there is nothing before them.'
    if (longestStill !== null && (still[i] ?? 0) > longestStill) {
      return 'The load stood still for over a day within the last 8 days, which the model has never seen.'
    }
  }
  return null
}

/** The load as input of the model and the kW that 1 represents; or why it can't be read, in a sentence. */
export type PreparedWindow =
  | { readonly kind: 'usable'; readonly loadKw: Float64Array; readonly scaleKw: number }
  | { readonly kind: 'unusable'; readonly reason: string }

/**
 * Checks whether a model can work with a window.
 * @param scale kW that 1 represents; null for the last week's mean load, of a model that was trained on no plant of its
 * own.
 */
export function prepareWindow(
  { loadKw, zone }: Pick<ForecastWindow, 'loadKw' | 'zone'>,
  layout: ModelLayout,
  scale: number | null,
  longestStill: number | null = null,
): PreparedWindow {
  if (findLocalTime(zone) === null)
    return refuseWindow(`“${zone}” is no IANA time zone: the model needs the site's calendar.`)
  const closed = fillHoles(loadKw.slice(-layout.history), layout)
  const reason = describeUnreadableWindow(closed, closed.loadKw.length, layout, longestStill)
  if (reason !== null) return refuseWindow(reason)
  if (scale !== null) return { kind: 'usable', loadKw: closed.loadKw, scaleKw: scale }
  const scaleKw = weekMeanKw(closed.loadKw, closed.loadKw.length, layout)
  if (scaleKw === null) return refuseWindow("The last week's mean load is too near zero to scale by.")
  return { kind: 'usable', loadKw: closed.loadKw, scaleKw }
}

/** Mean load in kW of the week before step `at`; null where it is too near zero to be a measure. */
export function weekMeanKw(loadKw: Float64Array, at: number, { week, history }: ModelLayout): number | null {
  let sum = 0
  let highest = 0
  for (let i = at - week; i < at; i++) sum += loadKw[i] ?? Number.NaN
  for (let i = at - history; i < at; i++) highest = Math.max(highest, Math.abs(loadKw[i] ?? 0))
  const mean = sum / week
  return mean > MIN_SCALE_SHARE * highest ? mean : null
}

/** @throws EngineError `invalid` where no load is known at all. */
export function requireSomeLoad({ loadKw }: Pick<ForecastWindow, 'loadKw'>): void {
  if (loadKw.some((value) => value !== null)) return
  throw new EngineError('invalid', 'loadKw holds no value: give at least one quarter-hour of load.', 'loadKw')
}

function refuseWindow(reason: string): PreparedWindow {
  return { kind: 'unusable', reason }
}
