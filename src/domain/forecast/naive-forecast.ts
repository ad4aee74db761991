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
  /** The P50 is what the rule says, the P10 and P90 come from how wrong it was over the window. */
  readonly steps: readonly Quantiles[]
}

type Load = ForecastWindow['loadKw']

/** The rules by how far back they read, the least first. */
const BY_REACH: readonly NaiveName[] = ['persistence', 'yesterday', 'yesterday’s change', 'last week']

const DAY_STEPS = DAY / FORECAST_RESOLUTION
const WEEK_STEPS = WEEK / FORECAST_RESOLUTION
/** Leads at which the rules are measured, in quarter-hours ahead; one in between is taken to be as hard as the next. */
const MEASURED_LEADS: Readonly<Record<Horizon, readonly number[]>> = {
  nextHour: [1, 2, 3, 4],
  nextDay: [4, 8, 16, 32, 64, 96],
}
/** Targets on which rules must be comparable before another than persistence is trusted: 6 h. */
const ENOUGH_TARGETS = 24
/** Errors within so many quarter-hours of a step's time of day make its band: 2 h. */
const NEAR_STEPS = 8
/** Errors from which a band can be read. */
const ENOUGH_ERRORS = 10

/**
 * What one naive rule says of the horizon's quarter-hours, in kW: the last known value, the same time yesterday, the
 * same time last week, or the last known value and how the load changed yesterday from the same time on. Null where
 * the past that it reads is a hole or was before the window.
 */
export function naiveRule(name: NaiveName, loadKw: Load, horizon: Horizon): readonly number[] | null {
  return ruleAtEnd(name, readPast(loadKw), horizon)
}

/**
 * The naive forecast to hold others against: of the rules that can be asked, the one with the smallest mean absolute
 * error over the window itself, all rules on the same targets. Persistence, where the window is too short to measure.
 * Null where no load is known at all.
 */
export function bestNaive(loadKw: Load, horizon: Horizon): NaiveForecast | null {
  const past = readPast(loadKw)
  // The shortest-reaching first.
  const asked = BY_REACH.filter((name) => ruleAtEnd(name, past, horizon) !== null)
  // The longest-reaching rule decides how far back the targets go; where they are too few, it is left out.
  for (let rules = asked; rules.length > 0; rules = rules.slice(0, -1)) {
    const errors = meanErrors(rules, past, MEASURED_LEADS[horizon])
    if (errors === null && rules.length > 1) continue
    const least = errors === null ? 0 : errors.indexOf(Math.min(...errors))
    return withBand(rules[least] ?? 'persistence', past, horizon)
  }
  return null
}

/** One rule with its band. Null as `naiveRule` is. */
export function naiveForecast(name: NaiveName, loadKw: Load, horizon: Horizon): NaiveForecast | null {
  return withBand(name, readPast(loadKw), horizon)
}

/** A row of quarter-hours' load with NaN for what isn't known, and for each the last load known by its end. */
export interface Past {
  readonly load: Float64Array
  readonly lastKnown: Float64Array
}

/** A row of loads, oldest first, as the rules read it. */
export function readPast(loadKw: Load): Past {
  const load = new Float64Array(loadKw.length)
  const lastKnown = new Float64Array(loadKw.length)
  let last = Number.NaN
  // A loop: `Float64Array.from` takes many times as long.
  for (let i = 0; i < load.length; i++) {
    const value = loadKw[i] ?? Number.NaN
    if (!Number.isNaN(value)) last = value
    load[i] = value
    lastKnown[i] = last
  }
  return { load, lastKnown }
}

/** What the rule says of the quarter-hour `target` (its place in the row) when those before `target - lead + 1` are known; NaN where nothing. */
export function naiveAt(name: NaiveName, { load, lastKnown }: Past, target: number, lead: number): number {
  switch (name) {
    case 'persistence':
      return lastKnown[target - lead] ?? Number.NaN
    case 'yesterday':
      return load[target - DAY_STEPS] ?? Number.NaN
    case 'last week':
      return load[target - WEEK_STEPS] ?? Number.NaN
    case 'yesterday’s change': {
      const change = (load[target - DAY_STEPS] ?? Number.NaN) - (load[target - lead - DAY_STEPS] ?? Number.NaN)
      return (load[target - lead] ?? Number.NaN) + change
    }
  }
}

function ruleAtEnd(name: NaiveName, past: Past, horizon: Horizon): readonly number[] | null {
  const values: number[] = []
  for (let lead = 1; lead <= HORIZON_STEPS[horizon]; lead++) {
    const value = naiveAt(name, past, past.load.length - 1 + lead, lead)
    if (Number.isNaN(value)) return null
    values.push(value)
  }
  return values
}

function withBand(name: NaiveName, past: Past, horizon: Horizon): NaiveForecast | null {
  const values = ruleAtEnd(name, past, horizon)
  if (values === null) return null
  const measured = MEASURED_LEADS[horizon].map((lead) => ({ lead, errors: errorsOf(name, past, lead) }))
  const steps = values.map((value, i) => {
    const errors = measured.find(({ lead }) => lead > i)?.errors ?? new Float64Array(0)
    const { low, high } = bandOf(atTimeOfDay(errors, past.load.length + i))
    return { p10: value + low, p50: value, p90: value + high }
  })
  return { name, steps }
}

/**
 * The errors within two hours of a target's time of day, on whichever day, ascending: a rule is not as wrong at night as
 * when the shift begins. All errors, where these are too few.
 */
function atTimeOfDay(errors: Float64Array, target: number): Float64Array {
  const near = new Float64Array(errors.length)
  let count = 0
  for (let middle = target % DAY_STEPS; middle < errors.length + NEAR_STEPS; middle += DAY_STEPS) {
    const last = Math.min(errors.length - 1, middle + NEAR_STEPS)
    for (let at = Math.max(0, middle - NEAR_STEPS); at <= last; at++) {
      const error = errors[at] as number
      if (!Number.isNaN(error)) near[count++] = error
    }
  }
  return count < ENOUGH_ERRORS ? errors.filter((error) => !Number.isNaN(error)).sort() : near.subarray(0, count).sort()
}

/** What a tenth of the errors lies below, and above. A rule may have been wrong to one side only: the band still holds what it says. */
function bandOf(errors: Float64Array): { readonly low: number; readonly high: number } {
  if (errors.length < ENOUGH_ERRORS) return { low: 0, high: 0 }
  return { low: Math.min(0, quantile(errors, 0.1)), high: Math.max(0, quantile(errors, 0.9)) }
}

/** Mean absolute error of each rule over the (target, lead) pairs that all rules have; null where they are too few. */
function meanErrors(rules: readonly NaiveName[], past: Past, leads: readonly number[]): readonly number[] | null {
  const sums = new Float64Array(rules.length)
  const errors = new Float64Array(rules.length)
  let count = 0
  for (const lead of leads) {
    for (let target = lead; target < past.load.length; target++) {
      const actual = past.load[target] ?? Number.NaN
      let sum = 0
      for (let i = 0; i < rules.length; i++) {
        const error = Math.abs(naiveAt(rules[i] ?? 'persistence', past, target, lead) - actual)
        errors[i] = error
        sum += error
      }
      if (Number.isNaN(sum)) continue
      count += 1
      for (let i = 0; i < rules.length; i++) sums[i] = (sums[i] ?? 0) + (errors[i] ?? 0)
    }
  }
  return count < ENOUGH_TARGETS * leads.length ? null : Array.from(sums, (sum) => sum / count)
}

/** What came less what the rule had said of each quarter-hour of the window, at one lead; NaN where that isn't known. */
function errorsOf(name: NaiveName, past: Past, lead: number): Float64Array {
  const errors = new Float64Array(past.load.length).fill(Number.NaN)
  for (let target = lead; target < past.load.length; target++) {
    errors[target] = (past.load[target] ?? Number.NaN) - naiveAt(name, past, target, lead)
  }
  return errors
}
