import type { ForecastStep } from '../forecast/forecast.ts'
import type { PlannedChange } from '../shedding/sheddable-load.ts'
import { NO_PV_POWER, type PowerForecastStep } from '../solar/pv-forecast.ts'
import { type Interval, QUARTER_HOUR, shareWithin } from '../time/time.ts'

/**
 * The power that the grid must deliver at each step of a forecast of the load, never negative: the load, less the PV
 * power, plus the planned changes, each by the share of the step during which it holds. The errors of load and PV power
 * are taken as independent: the half-widths of their bands are added as squares. More PV power means less import, so
 * the upper half of its band widens the lower half of the result, and the other way round.
 * @param solar PV power at the same steps; null where there is no PV, or where all of the load is billed.
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
 * The demand of each interval that the powers cover wholly: the mean of its quarter-hours, each weighted by its share
 * of the interval. Bands are averaged like the values, as if the errors of neighbouring quarter-hours were the same.
 * They nearly are; where they differ, the band is too wide rather than too narrow. A sliding interval that begins
 * within a quarter-hour gets its share of it: changes within a quarter-hour are not forecast, so the highest sliding
 * demand is somewhat underestimated.
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
