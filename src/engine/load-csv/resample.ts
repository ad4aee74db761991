import { formatDuration } from '../../domain/format/durations.ts'
import { floorTo, MIN_COVERAGE, MINUTE, SECOND } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { medianOf } from '../sources/cadence.ts'

/** Lengths of step that a series can have, in minutes. */
export const RESOLUTIONS = [1, 5, 10, 15, 20, 30, 60] as const
/** Rows are regular where at least this share of them follows the one before by the usual distance. */
const REGULAR_SHARE = 0.9
/** A distance is the usual one where it differs by no more than this share. */
const TOLERANCE = 0.02
/** Where rows are irregular, one holds until the next, but at most this many times the usual distance. */
const MAX_HOLD = 1.5

/** How rows lie in time. */
export interface Spacing {
  /** Usual distance of two rows in ms. */
  readonly periodMs: number
  readonly regular: boolean
}

/** The distance between rows, and whether they are regular, by their times in epoch ms, rising, at least two. */
export function measureSpacing(at: readonly number[]): Spacing {
  const distances = at.slice(1).map((time, i) => time - (at[i] ?? time))
  const median = medianOf(distances)
  const usual = distances.filter((distance) => Math.abs(distance - median) <= TOLERANCE * median).length
  const minutes = Math.round(median / MINUTE)
  // A period that is a few seconds beside whole minutes is meant to be those minutes.
  const periodMs = Math.abs(median - minutes * MINUTE) <= TOLERANCE * median ? minutes * MINUTE : median
  return { periodMs, regular: usual >= REGULAR_SHARE * distances.length }
}

/**
 * The length of step, in ms, for rows `periodMs` apart: the requested one, else a quarter-hour for anything
 * finer than that except 10 min, else the first of `RESOLUTIONS` that isn't finer than the rows.
 * @throws EngineError `invalid` where the rows are coarser than that, or than an hour.
 */
export function chooseResolution(periodMs: number, wantedMinutes: number | undefined): number {
  const coarsest = RESOLUTIONS.at(-1) ?? 60
  const apart = formatStepLength(periodMs)
  const possible = RESOLUTIONS.filter((minutes) => minutes * MINUTE >= periodMs * (1 - TOLERANCE))
  if (possible.length === 0) {
    const message = `The rows are ${apart} apart: they may be ${coarsest} min apart at the most.`
    throw new EngineError('invalid', message, 'file')
  }
  if (wantedMinutes !== undefined) {
    const found = possible.find((minutes) => minutes === wantedMinutes)
    if (found !== undefined) return found * MINUTE
    const message = `The rows are ${apart} apart: steps of ${wantedMinutes} min can't be made of them, but of ${possible.join(', ')} min.`
    throw new EngineError('invalid', message, 'resolutionMinutes')
  }
  const usual = possible.find((minutes) => minutes >= 15) ?? coarsest
  return (Math.abs(periodMs - 10 * MINUTE) <= TOLERANCE * periodMs ? 10 : usual) * MINUTE
}

/** A distance between rows, a step or a gap: with tenths of a second only where it isn't of whole seconds. */
export function formatStepLength(ms: number): string {
  return formatDuration(ms, ms % SECOND === 0)
}

/** Steps of a grid: the first starts at `start`, epoch ms, a multiple of `resolutionMs`. */
export interface Grid {
  readonly start: number
  readonly steps: number
  readonly resolutionMs: number
}

/** The grid that holds all of `at`, with a step to spare. */
export function createGrid(at: readonly number[], resolutionMs: number): Grid {
  const start = floorTo(at[0] ?? 0, resolutionMs)
  return { start, steps: floorTo((at.at(-1) ?? start) - start, resolutionMs) / resolutionMs + 2, resolutionMs }
}

/**
 * Means of values over the steps of a grid. Where the rows are regular and whole ones make a step, each counts for the
 * step that it falls in; else each counts for as long as it holds. A step that less than half is known of is null.
 * @param values For each of `at`; NaN is a row that isn't known.
 */
export function resample(
  at: readonly number[],
  values: readonly number[],
  grid: Grid,
  { periodMs, regular }: Spacing,
): (number | null)[] {
  const { start, steps, resolutionMs } = grid
  const sums = new Float64Array(steps)
  const covered = new Float64Array(steps)
  const add = (step: number, value: number, ms: number) => {
    sums[step] = (sums[step] ?? 0) + value * ms
    covered[step] = (covered[step] ?? 0) + ms
  }
  const whole = regular && resolutionMs % periodMs === 0
  // A logger that is a little early means the step that begins then.
  const early = TOLERANCE * periodMs
  const longest = regular ? periodMs : MAX_HOLD * periodMs
  for (const [i, from] of at.entries()) {
    const value = values[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    if (whole) {
      add(Math.floor((from + early - start) / resolutionMs), value, periodMs)
      continue
    }
    const first = Math.floor((from - start) / resolutionMs)
    const until = Math.min(at[i + 1] ?? Number.POSITIVE_INFINITY, from + longest)
    for (let step = first; step < steps && start + step * resolutionMs < until; step += 1) {
      const begin = Math.max(from, start + step * resolutionMs)
      add(step, value, Math.min(until, start + (step + 1) * resolutionMs) - begin)
    }
  }
  return Array.from(sums, (sum, step) => {
    const ms = covered[step] ?? 0
    return ms < MIN_COVERAGE * resolutionMs || ms === 0 ? null : sum / ms
  })
}
