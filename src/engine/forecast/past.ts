import { type ForecastWindow, HISTORY_STEPS } from '../../domain/forecast.ts'
import { EngineError } from '../engine-error.ts'
import { localTime, scaleOf } from './features.ts'

/** Longest hole that is closed for the model's eyes, and how many such quarter-hours a window may have in all. */
const LONGEST_HOLE = 2
const MOST_HOLES = 4
/** A mean load below this share of the highest is no scale to measure by. */
const LEAST_SCALE = 0.05

/** The load as the model may see it: `HISTORY_STEPS` values in kW, and its scale; or why it may not, in a sentence. */
export type Past =
  | { readonly kind: 'usable'; readonly loadKw: readonly number[]; readonly scaleKw: number }
  | { readonly kind: 'unusable'; readonly reason: string }

/**
 * Looks whether the model can work with a window. Short holes (at most 2 quarter-hours in a row, 4 in all, between
 * known values) are closed with a straight line: for the model alone, never for anyone's screen.
 */
export function readPast({ loadKw, zone }: Pick<ForecastWindow, 'loadKw' | 'zone'>): Past {
  const past = loadKw.slice(-HISTORY_STEPS)
  if (past.length < HISTORY_STEPS) {
    return unusable(`The model needs 8 days of load; ${days(past.length)} are known.`)
  }
  if (localTime(zone) === null) return unusable(`“${zone}” is no IANA time zone: the model needs the site's calendar.`)
  const closed = closeHoles(past)
  if (closed === null) return unusable(`${holesOf(past)} of the last 768 quarter-hours of load are missing.`)
  const scaleKw = scaleOf(closed)
  const highest = closed.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (!(scaleKw > LEAST_SCALE * highest)) return unusable("The last week's mean load is too near zero to scale by.")
  return { kind: 'usable', loadKw: closed, scaleKw }
}

/** @throws EngineError `invalid` where no load is known at all: nothing can be said from nothing. */
export function demandSomeLoad({ loadKw }: Pick<ForecastWindow, 'loadKw'>): void {
  if (loadKw.some((value) => value !== null)) return
  throw new EngineError('invalid', 'loadKw holds no value: give at least one quarter-hour of load.', 'loadKw')
}

/** Null where a hole is too long, at an end, or there are too many. */
function closeHoles(past: readonly (number | null)[]): number[] | null {
  if (holesOf(past) > MOST_HOLES) return null
  const closed: number[] = []
  for (let i = 0; i < past.length; i++) {
    const value = past[i] ?? null
    if (value !== null) {
      closed.push(value)
      continue
    }
    const before = closed[i - 1]
    const next = past.findIndex((each, at) => at > i && each !== null)
    const after = past[next] ?? null
    const hole = next - i
    if (before === undefined || after === null || hole > LONGEST_HOLE) return null
    for (let k = 1; k <= hole; k++) closed.push(before + ((after - before) * k) / (hole + 1))
    i = next - 1
  }
  return closed
}

function holesOf(past: readonly (number | null)[]): number {
  return past.filter((value) => value === null).length
}

function days(quarterHours: number): string {
  return quarterHours < 96 ? `${quarterHours / 4} hours` : `${Math.floor(quarterHours / 9.6) / 10} days`
}

function unusable(reason: string): Past {
  return { kind: 'unusable', reason }
}
