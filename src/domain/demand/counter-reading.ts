import { QUARTER_HOUR } from '../time/time.ts'
/** A counter that is back at its earlier reading within this time was misread, in ms; it was not reset. */
export const MAX_MISREADING = QUARTER_HOUR

/** Where a counter can't be followed from one reading to the next. */
export interface CounterDiscontinuities {
  /** Places of the readings up to whose successors nothing is known, ascending. */
  readonly places: readonly number[]
  /** Time of the last reading from which it fell, epoch ms; null where it never did. */
  readonly lastFall: number | null
}

/**
 * A counter that falls was reset, rolled over or was misread: what flowed from the reading before to the one after
 * is unknown. Neither is it of a leap back to where the counter had been shortly before, nor of one up to where it
 * didn't stay.
 * @param at Times of the readings, ascending. @param kwh What was read, as many.
 */
export function findDiscontinuities(at: readonly number[], kwh: readonly number[]): CounterDiscontinuities {
  const falls: number[] = []
  for (let i = 0; i + 1 < kwh.length; i++) if ((kwh[i + 1] ?? 0) < (kwh[i] ?? 0)) falls.push(i)
  if (falls.length === 0) return { places: falls, lastFall: null }
  // Seen in a mirror, a leap up to where the counter didn't stay is a leap back to where it had been.
  const leapsUp = findLeapsBack(mirror(at), mirror(kwh)).map((place) => at.length - 2 - place)
  const places = new Set([...falls, ...findLeapsBack(at, kwh), ...leapsUp])
  return { places: [...places].sort((a, b) => a - b), lastFall: at[falls.at(-1) ?? 0] ?? null }
}

/** Places of readings from which the counter leaps back to where it had been before it fell, a moment ago. */
function findLeapsBack(at: readonly number[], kwh: readonly number[]): number[] {
  const leaps: number[] = []
  /** What it fell from and hasn't been back at, the lowest last. */
  const falls: CounterReading[] = []
  for (let i = 0; i + 1 < kwh.length; i++) {
    const [before, after] = [kwh[i] ?? 0, kwh[i + 1] ?? 0]
    if (after < before) {
      falls.push({ at: at[i] ?? 0, kwh: before })
      continue
    }
    let leapt = false
    for (let fall = falls.at(-1); fall !== undefined && fall.kwh <= after; fall = falls.at(-1)) {
      if ((at[i + 1] ?? 0) - fall.at <= MAX_MISREADING) leapt = true
      falls.pop()
    }
    if (leapt) leaps.push(i)
  }
  return leaps
}

function mirror(values: readonly number[]): number[] {
  return values.map((value) => -value).reverse()
}

/** What an energy counter showed at a time (epoch ms), in kWh. */
export interface CounterReading {
  readonly at: number
  readonly kwh: number
}
