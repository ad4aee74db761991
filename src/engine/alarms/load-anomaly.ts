import type { Forecast, ForecastStep } from '../../domain/forecast/forecast.ts'
import { MINUTE } from '../../domain/time/time.ts'

/** How much of the load is compared, in ms of the plant's time; half of that is enough. */
const SPAN = 5 * MINUTE
const ENOUGH_SPAN = SPAN / 2
const ENOUGH_VALUES = 3
/** Values that are kept at the most: one a second, for a plant whose time runs at half the pace of the clock. */
const MAX_VALUES = 600
/** A band that is narrower than this share of what is expected counts as that wide. */
const NARROWEST_BAND = 0.01

/** How far the load of the last minutes is from what was expected of it. */
export interface LoadAnomaly {
  readonly meanKw: number
  readonly expectedKw: number
  /** From expected to mean, in half-widths of the P10–P90 band; positive above. */
  readonly halfWidths: number
}

/** Gathers the load's newest values, each beside the forecast of its quarter-hour. */
export interface LoadAnomalyWindow {
  /**
   * Notes a value in kW at the plant's time `at`; the same time again counts once, and an earlier one begins anew.
   * @param plannedKw What the operator has planned beyond what the past shows: it is expected as well.
   */
  add(at: number, loadKw: number, forecast: Forecast, plannedKw: number): void
  /** There is nothing to compare the load with. */
  clear(): void
  latest(): LoadAnomaly | null
}

interface ComparedLoad {
  readonly at: number
  readonly loadKw: number
  readonly expectedKw: number
  readonly halfKw: number
}

export function createLoadAnomalyWindow(): LoadAnomalyWindow {
  let compared: ComparedLoad[] = []
  return {
    add(at, loadKw, { steps }, plannedKw) {
      const newest = compared.at(-1)?.at ?? Number.NEGATIVE_INFINITY
      if (at === newest) return
      if (at < newest) compared = []
      const step = steps.find(({ start, end }) => start <= at && at < end)
      if (step !== undefined) compared.push({ at, loadKw, ...computeExpectedLoad(step, plannedKw) })
      compared = compared.slice(-MAX_VALUES).filter((each) => each.at > at - SPAN)
    },
    clear() {
      compared = []
    },
    latest: () => computeAnomaly(compared),
  }
}

function computeExpectedLoad({ loadKw: { p10, p50, p90 } }: ForecastStep, plannedKw: number) {
  const expectedKw = p50 + plannedKw
  return { expectedKw, halfKw: Math.max((p90 - p10) / 2, NARROWEST_BAND * Math.abs(expectedKw), Number.MIN_VALUE) }
}

function computeAnomaly(compared: readonly ComparedLoad[]): LoadAnomaly | null {
  const [first] = compared
  const last = compared.at(-1)
  if (first === undefined || last === undefined) return null
  if (compared.length < ENOUGH_VALUES || last.at - first.at < ENOUGH_SPAN) return null
  const mean = (read: (each: ComparedLoad) => number) =>
    compared.reduce((sum, each) => sum + read(each), 0) / compared.length
  const meanKw = mean(({ loadKw }) => loadKw)
  const expectedKw = mean(({ expectedKw }) => expectedKw)
  return { meanKw, expectedKw, halfWidths: (meanKw - expectedKw) / mean(({ halfKw }) => halfKw) }
}
