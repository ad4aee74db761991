import type { ForecastStep } from '../forecast/forecast.ts'
import type { PlannedChange } from '../shedding/sheddable-load.ts'
import { NO_PV_POWER, type PowerForecastStep } from '../solar/pv-forecast.ts'
import { type Interval, QUARTER_HOUR, shareWithin } from '../time/time.ts'

/**
 * What the grid must deliver at each step of a forecast of the load, never negative: the load, less the sun, plus what is
 * planned, by the share of the step that it holds for. The bands of load and sun are combined as those of independent
 * errors: half-widths are added by their squares, the sun's turned round.
 * @param solar Of the same steps; null where there is no PV, or where all of the load is billed.
 */
export function forecastImport(
  steps: readonly Pick<ForecastStep, 'start' | 'end' | 'loadKw'>[],
  solar: readonly PowerForecastStep[] | null,
  planned: readonly PlannedChange[],
): PowerForecastStep[] {
  return steps.map(({ start, end, loadKw: load }, i) => {
    const sun = solar?.[i]?.kw ?? NO_PV_POWER
    const middle = load.p50 - sun.p50 + sumPlannedKw({ start, end }, planned)
    const below = Math.hypot(load.p50 - load.p10, sun.p90 - sun.p50)
    const above = Math.hypot(load.p90 - load.p50, sun.p50 - sun.p10)
    const kw = { p10: raiseToZero(middle - below), p50: raiseToZero(middle), p90: raiseToZero(middle + above) }
    return { start, end, kw }
  })
}

/** What planned changes add over a span on average, in kW. */
export function sumPlannedKw(span: Interval, planned: readonly PlannedChange[]): number {
  return planned.reduce((sum, { kw, from, to }) => sum + kw * shareWithin(span, { start: from, end: to }), 0)
}

/**
 * The demand of each interval that the powers cover wholly: the mean of the quarter-hours in it, by the share that each
 * has of it. Bands are averaged like the values, as if neighbouring quarter-hours were wrong together: nearly so they
 * are, and where they aren't, the band is on the wide side. Sliding windows that begin between two quarter-hours have
 * their share of both: changes within a quarter-hour are not forecast, so their highest is on the low side.
 */
export function forecastDemand(
  intervals: readonly Interval[],
  powers: readonly PowerForecastStep[],
): PowerForecastStep[] {
  const [first, last] = [powers[0], powers.at(-1)]
  if (first === undefined || last === undefined) return []
  return intervals
    .filter(({ start, end }) => start >= first.start && end <= last.end)
    .map((interval) => {
      const sums = { p10: 0, p50: 0, p90: 0 }
      const from = Math.floor((interval.start - first.start) / QUARTER_HOUR)
      const to = Math.ceil((interval.end - first.start) / QUARTER_HOUR)
      for (const { kw, ...span } of powers.slice(from, to)) {
        const share = shareWithin(interval, span)
        sums.p10 += share * kw.p10
        sums.p50 += share * kw.p50
        sums.p90 += share * kw.p90
      }
      return { start: interval.start, end: interval.end, kw: sums }
    })
}

function raiseToZero(kw: number): number {
  return Math.max(0, kw)
}
