import { DAY, WEEK } from '../time/time.ts'
import {
  FORECAST_RESOLUTION,
  type ForecastWindow,
  HORIZON_STEPS,
  type Horizon,
  type NaiveName,
  type Quantiles,
} from './forecast.ts'
import { quantile } from './quantiles.ts'

/** A naive forecast of the quarter-hours of a horizon, kW. */
export interface NaiveForecast {
  readonly name: NaiveName
  /** The P50 is the rule's value, the P10 and P90 are computed from the rule's errors over the window. */
  readonly steps: readonly Quantiles[]
}

type LoadValues = ForecastWindow['loadKw']

/** The rules by how far back they read, the least first. */
const RULES_BY_REACH: readonly NaiveName[] = ['persistence', 'yesterday', 'yesterday’s change', 'last week']

const DAY_STEPS = DAY / FORECAST_RESOLUTION
/** Leads at which the rules are measured, in quarter-hours ahead; one in between is taken to be as hard as the next. */
const MEASURED_LEADS: Readonly<Record<Horizon, readonly number[]>> = {
  nextHour: [1, 2, 3, 4],
  nextDay: [4, 8, 16, 32, 64, 96],
}
/** Targets on which rules must be comparable before another than persistence is trusted: 6 h. */
const MIN_TARGETS = 24
/** Errors within so many quarter-hours of a step's time of day make its band: 2 h. */
const NEAR_STEPS = 8
/** Errors from which a band can be read. */
const MIN_BAND_ERRORS = 10

/**
 * One naive rule's forecast of the horizon's quarter-hours, in kW: the last known value, the same time yesterday, the
 * same time last week, or the last known value and how the load changed yesterday from the same time on. Null where the
 * past that it reads is a hole or was before the window.
 */
export function applyNaiveRule(name: NaiveName, loadKw: LoadValues, horizon: Horizon): readonly number[] | null {
  return applyRuleAtEnd(name, createLoadHistory(loadKw), horizon)
}

/**
 * The naive forecast to compare others with: of the rules that can be applied, the one with the smallest mean absolute
 * error over the window itself, all rules on the same targets. Persistence, where the window is too short to measure.
 * Null where no load is known at all.
 */
export function findBestNaiveForecast(loadKw: LoadValues, horizon: Horizon): NaiveForecast | null {
  const past = createLoadHistory(loadKw)
  // The shortest-reaching first.
  const usableRules = RULES_BY_REACH.filter((name) => applyRuleAtEnd(name, past, horizon) !== null)
  // The longest-reaching rule decides how far back the targets go; where they are too few, it is left out.
  for (let rules = usableRules; rules.length > 0; rules = rules.slice(0, -1)) {
    const errors = meanAbsoluteErrors(rules, past, MEASURED_LEADS[horizon])
    if (errors === null && rules.length > 1) continue
    const least = errors === null ? 0 : errors.indexOf(Math.min(...errors))
    return makeForecastWithBand(rules[least] ?? 'persistence', past, horizon)
  }
  return null
}

/** One rule with its band. Null where `applyNaiveRule` is. */
export function makeNaiveForecast(name: NaiveName, loadKw: LoadValues, horizon: Horizon): NaiveForecast | null {
  return makeForecastWithBand(name, createLoadHistory(loadKw), horizon)
}

/** A row of quarter-hours' load with NaN for what is unknown, and for each the last load known by its end. */
export interface LoadHistory {
  readonly load: Float64Array
  readonly lastKnown: Float64Array
}

/** A row of loads, oldest first, as the rules read it. */
export function createLoadHistory(loadKw: LoadValues): LoadHistory {
  const load = new Float64Array(loadKw.length)
  const lastKnown = new Float64Array(loadKw.length)
  let last = Number.NaN
  // A loop: `Float64Array.from` is many times as slow.
  for (let i = 0; i < load.length; i++) {
    const value = loadKw[i] ?? Number.NaN
    if (!Number.isNaN(value)) last = value
    load[i] = value
    lastKnown[i] = last
  }
  return { load, lastKnown }
}

/** Steps in a day and in a week, at the resolution of a row of loads. */
export interface StepsPer {
  readonly day: number
  readonly week: number
}
const QUARTER_HOURS_PER: StepsPer = { day: DAY_STEPS, week: WEEK / FORECAST_RESOLUTION }

/**
 * The rule's forecast, in kW, of the step `target` (its place in the row) when those before `target - lead + 1` are
 * known; NaN where there is none. Steps are quarter-hours by default.
 */
export function naiveValueAt(
  name: NaiveName,
  { load, lastKnown }: LoadHistory,
  target: number,
  lead: number,
  { day, week }: StepsPer = QUARTER_HOURS_PER,
): number {
  switch (name) {
    case 'persistence':
      return lastKnown[target - lead] ?? Number.NaN
    case 'yesterday':
      return load[target - day] ?? Number.NaN
    case 'last week':
      return load[target - week] ?? Number.NaN
    case 'yesterday’s change': {
      const change = (load[target - day] ?? Number.NaN) - (load[target - lead - day] ?? Number.NaN)
      return (load[target - lead] ?? Number.NaN) + change
    }
  }
}

function applyRuleAtEnd(name: NaiveName, past: LoadHistory, horizon: Horizon): readonly number[] | null {
  const values: number[] = []
  for (let lead = 1; lead <= HORIZON_STEPS[horizon]; lead++) {
    const value = naiveValueAt(name, past, past.load.length - 1 + lead, lead)
    if (Number.isNaN(value)) return null
    values.push(value)
  }
  return values
}

function makeForecastWithBand(name: NaiveName, past: LoadHistory, horizon: Horizon): NaiveForecast | null {
  const values = applyRuleAtEnd(name, past, horizon)
  if (values === null) return null
  const measured = MEASURED_LEADS[horizon].map((lead) => ({ lead, errors: errorsAtLead(name, past, lead) }))
  const steps = values.map((value, i) => {
    const errors = measured.find(({ lead }) => lead > i)?.errors ?? new Float64Array(0)
    const { low, high } = computeErrorBand(errorsNearTimeOfDay(errors, past.load.length + i))
    return { p10: value + low, p50: value, p90: value + high }
  })
  return { name, steps }
}

/**
 * The errors within two hours of a target's time of day, on whichever day, ascending: a rule is not as wrong at night
 * as when the shift begins. All errors, where these are too few.
 */
function errorsNearTimeOfDay(errors: Float64Array, target: number): Float64Array {
  const near = new Float64Array(errors.length)
  let count = 0
  for (let middle = target % DAY_STEPS; middle < errors.length + NEAR_STEPS; middle += DAY_STEPS) {
    const last = Math.min(errors.length - 1, middle + NEAR_STEPS)
    for (let at = Math.max(0, middle - NEAR_STEPS); at <= last; at++) {
      const error = errors[at] as number
      if (!Number.isNaN(error)) near[count++] = error
    }
  }
  return count < MIN_BAND_ERRORS
    ? errors.filter((error) => !Number.isNaN(error)).sort()
    : near.subarray(0, count).sort()
}

/**
 * The values that a tenth of the errors lies below, and above. A rule may have been wrong to one side only: the band
 * still holds the rule's own value.
 */
function computeErrorBand(errors: Float64Array): { readonly low: number; readonly high: number } {
  if (errors.length < MIN_BAND_ERRORS) return { low: 0, high: 0 }
  return { low: Math.min(0, quantile(errors, 0.1)), high: Math.max(0, quantile(errors, 0.9)) }
}

/** Mean absolute error of each rule over the (target, lead) pairs that all rules have; null where they are too few. */
function meanAbsoluteErrors(
  rules: readonly NaiveName[],
  past: LoadHistory,
  leads: readonly number[],
): readonly number[] | null {
  const sums = new Float64Array(rules.length)
  const errors = new Float64Array(rules.length)
  let count = 0
  for (const lead of leads) {
    for (let target = lead; target < past.load.length; target++) {
      const actual = past.load[target] ?? Number.NaN
      let sum = 0
      for (let i = 0; i < rules.length; i++) {
        const error = Math.abs(naiveValueAt(rules[i] ?? 'persistence', past, target, lead) - actual)
        errors[i] = error
        sum += error
      }
      if (Number.isNaN(sum)) continue
      count += 1
      for (let i = 0; i < rules.length; i++) sums[i] = (sums[i] ?? 0) + (errors[i] ?? 0)
    }
  }
  return count < MIN_TARGETS * leads.length ? null : Array.from(sums, (sum) => sum / count)
}

/**
 * The measured load less the rule's forecast for each quarter-hour of the window, at one lead, in kW; NaN where that
 * is unknown.
 */
function errorsAtLead(name: NaiveName, past: LoadHistory, lead: number): Float64Array {
  const errors = new Float64Array(past.load.length).fill(Number.NaN)
  for (let target = lead; target < past.load.length; target++) {
    errors[target] = (past.load[target] ?? Number.NaN) - naiveValueAt(name, past, target, lead)
  }
  return errors
}
