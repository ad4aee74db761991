import type { JudgedDay } from '../../domain/peak-alerts/peak-days.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import type { AlertedDays } from './alert-score.ts'
import type { DayForecasts, ForecastSteps } from './day-forecasts.ts'
import type { PlantHistory } from './plant-history.ts'
import { runYear, sumDemandCharges, type YearResult } from './run-year.ts'

/** What is replayed, and which of its days count. */
export interface BacktestOptions {
  readonly past: PlantHistory
  readonly tariff: Tariff
  readonly loads: readonly SheddableLoad[]
  readonly targetKw: number | null
  readonly steps: ForecastSteps
  /** Whether a day counts. The others are lived through all the same. */
  readonly counts: (day: string) => boolean
}

/** What following the plans of the alerts would have saved over the days that count, in the tariff's currency. */
export interface Saving {
  /** What the demand charges of the months cost without shedding and with it. */
  readonly costWithout: number
  readonly costWith: number
  readonly uses: number
  readonly usesCost: number
  /** The difference of the charges, less what the uses cost. */
  readonly net: number
}

/** The result of one way of forecasting. */
export interface BacktestResult extends AlertedDays {
  readonly saving: Saving
}

/** Replays the past with the forecasts twice: once to score the alerts, once to follow their plans. */
export function backtest(
  { counts, steps, ...parts }: BacktestOptions,
  forecastAt: DayForecasts,
  onProgress: (share: number) => void,
): BacktestResult {
  const share = parts.loads.length === 0 ? 1 : 0.5
  const run = (follow: boolean, done: number) =>
    runYear({ ...parts, ...steps, forecastAt, follow, onProgress: (of) => onProgress(done + share * of) })
  const measured = run(false, 0)
  const followed = parts.loads.length === 0 ? measured : run(true, 0.5)
  const days = measured.days.filter(({ day }) => counts(day))
  return { raised: measured.raised, days, saving: computeSaving(days, followed, counts) }
}

/** What several backtests saved together. */
export function sumSavings(savings: readonly Saving[]): Saving {
  const sum = (of: keyof Saving) => savings.reduce((so, saving) => so + saving[of], 0)
  return {
    costWithout: sum('costWithout'),
    costWith: sum('costWith'),
    uses: sum('uses'),
    usesCost: sum('usesCost'),
    net: sum('net'),
  }
}

function computeSaving(days: readonly JudgedDay[], followed: YearResult, counts: (day: string) => boolean): Saving {
  const costWithout = sumDemandCharges(days)
  const costWith = sumDemandCharges(followed.days.filter(({ day }) => counts(day)))
  const usesCost = followed.steps.reduce((sum, { cost }) => sum + cost, 0)
  return { costWithout, costWith, uses: followed.steps.length, usesCost, net: costWithout - costWith - usesCost }
}
