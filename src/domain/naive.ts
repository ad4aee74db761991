import {
  FORECAST_RESOLUTION,
  type ForecastWindow,
  NAIVE_NAMES,
  type NaiveName,
  NEXT_HOUR_STEPS,
  type Quantiles,
} from './forecast.ts'
import { DAY, WEEK } from './time.ts'

/** A naive forecast of the next hour: four quarter-hours, kW. */
export interface NaiveForecast {
  readonly name: NaiveName
  /** The P50 is what the rule says, the P10 and P90 come from how wrong it was over the window. */
  readonly steps: readonly Quantiles[]
}

type Load = ForecastWindow['loadKw']

/** How many quarter-hours before its target a rule reads; persistence reads the last known one. */
const LAG = { yesterday: DAY / FORECAST_RESOLUTION, 'last week': WEEK / FORECAST_RESOLUTION }
/** How far ahead each step lies, in quarter-hours. */
const LEADS = Array.from({ length: NEXT_HOUR_STEPS }, (_, i) => i + 1)
/** Targets on which rules must be comparable before another than persistence is trusted: 6 h. */
const ENOUGH_TARGETS = 24
/** Errors from which a band can be read. */
const ENOUGH_ERRORS = 10

/**
 * What one naive rule says of the next four quarter-hours, in kW: the last known value, the same time yesterday, or the
 * same time last week. Null where the past that it reads is a hole or was before the window.
 */
export function naiveRule(name: NaiveName, loadKw: Load): readonly number[] | null {
  return ruleAtEnd(name, readPast(loadKw))
}

/**
 * The naive forecast to hold others against: of the rules that can be asked, the one with the smallest mean absolute
 * error over the window itself, all rules on the same targets. Persistence, where the window is too short to measure.
 * Null where no load is known at all.
 */
export function bestNaive(loadKw: Load): NaiveForecast | null {
  const past = readPast(loadKw)
  const asked = NAIVE_NAMES.filter((name) => ruleAtEnd(name, past) !== null)
  // The longest-reaching rule decides how far back the targets go; where they are too few, it is left out.
  for (let rules = asked; rules.length > 0; rules = rules.slice(0, -1)) {
    const errors = meanErrors(rules, past)
    if (errors === null && rules.length > 1) continue
    const least = errors === null ? 0 : errors.indexOf(Math.min(...errors))
    return withBand(rules[least] ?? 'persistence', past)
  }
  return null
}

/** One rule with its band. Null as `naiveRule` is. */
export function naiveForecast(name: NaiveName, loadKw: Load): NaiveForecast | null {
  return withBand(name, readPast(loadKw))
}

/** The `level` (0 to 1) quantile of sorted numbers, at least one, with straight lines between them. */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1)
  const index = Math.floor(place)
  const low = sorted[index] ?? Number.NaN
  return low + ((sorted[index + 1] ?? low) - low) * (place - index)
}

/** A window's load with NaN for what isn't known, and for each quarter-hour the last load known by its end. */
interface Past {
  readonly load: Float64Array
  readonly lastKnown: Float64Array
}

function readPast(loadKw: Load): Past {
  const load = Float64Array.from(loadKw, (value) => value ?? Number.NaN)
  let last = Number.NaN
  const lastKnown = load.map((value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
  return { load, lastKnown }
}

/** What the rule says of the quarter-hour `target` when those before `target - lead + 1` are known; NaN where nothing. */
function said(name: NaiveName, { load, lastKnown }: Past, target: number, lead: number): number {
  return (name === 'persistence' ? lastKnown[target - lead] : load[target - LAG[name]]) ?? Number.NaN
}

function ruleAtEnd(name: NaiveName, past: Past): readonly number[] | null {
  const values = LEADS.map((lead) => said(name, past, past.load.length - 1 + lead, lead))
  return values.some(Number.isNaN) ? null : values
}

function withBand(name: NaiveName, past: Past): NaiveForecast | null {
  const values = ruleAtEnd(name, past)
  if (values === null) return null
  const steps = values.map((value, i) => {
    const errors = errorsOf(name, past, i + 1)
    if (errors.length < ENOUGH_ERRORS) return { p10: value, p50: value, p90: value }
    // A rule may have been wrong to one side only: the band still holds what it says.
    return {
      p10: value + Math.min(0, quantile(errors, 0.1)),
      p50: value,
      p90: value + Math.max(0, quantile(errors, 0.9)),
    }
  })
  return { name, steps }
}

/** Mean absolute error of each rule over the (target, lead) pairs that all rules have; null where they are too few. */
function meanErrors(rules: readonly NaiveName[], past: Past): readonly number[] | null {
  const sums = new Float64Array(rules.length)
  const errors = new Float64Array(rules.length)
  let count = 0
  for (const lead of LEADS) {
    for (let target = lead; target < past.load.length; target++) {
      const actual = past.load[target] ?? Number.NaN
      let sum = 0
      for (let i = 0; i < rules.length; i++) {
        const error = Math.abs(said(rules[i] ?? 'persistence', past, target, lead) - actual)
        errors[i] = error
        sum += error
      }
      if (Number.isNaN(sum)) continue
      count += 1
      for (let i = 0; i < rules.length; i++) sums[i] = (sums[i] ?? 0) + (errors[i] ?? 0)
    }
  }
  return count < ENOUGH_TARGETS * NEXT_HOUR_STEPS ? null : Array.from(sums, (sum) => sum / count)
}

/** What came less what the rule had said, at one lead, ascending. */
function errorsOf(name: NaiveName, past: Past, lead: number): Float64Array {
  const errors = new Float64Array(past.load.length)
  let count = 0
  for (let target = lead; target < past.load.length; target++) {
    const error = (past.load[target] ?? Number.NaN) - said(name, past, target, lead)
    if (!Number.isNaN(error)) errors[count++] = error
  }
  return errors.subarray(0, count).sort()
}
