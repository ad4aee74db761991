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

/** How many quarter-hours before its target a rule reads, for the step `lead` (1 to 4); persistence reads the last known one. */
const LAG = { yesterday: DAY / FORECAST_RESOLUTION, 'last week': WEEK / FORECAST_RESOLUTION }
/** Targets on which rules must be comparable before another than persistence is trusted: 6 h. */
const ENOUGH_TARGETS = 24
/** Errors from which a band can be read. */
const ENOUGH_ERRORS = 10

/**
 * What one naive rule says of the next four quarter-hours, in kW: the last known value, the same time yesterday, or the
 * same time last week. Null where the past that it reads is a hole or was before the window.
 */
export function naiveRule(name: NaiveName, loadKw: Load): readonly number[] | null {
  const values = leads().map((lead) => said(name, loadKw, loadKw.length, lead))
  const known = values.filter((value) => value !== null)
  return known.length === values.length ? known : null
}

/**
 * The naive forecast to hold others against: of the rules that can be asked, the one with the smallest mean absolute
 * error over the window itself, all rules on the same targets. Persistence, where the window is too short to measure.
 * Null where no load is known at all.
 */
export function bestNaive(loadKw: Load): NaiveForecast | null {
  const asked = NAIVE_NAMES.filter((name) => naiveRule(name, loadKw) !== null)
  // The longest-reaching rule decides how far back the targets go; where they are too few, it is left out.
  for (let rules = asked; rules.length > 0; rules = rules.slice(0, -1)) {
    const errors = meanErrors(rules, loadKw)
    if (rules.length > 1 && errors === null) continue
    const best = rules.reduce((a, b) => ((errors?.[rules.indexOf(b)] ?? 0) < (errors?.[rules.indexOf(a)] ?? 0) ? b : a))
    return naiveForecast(best, loadKw)
  }
  return null
}

/** One rule with its band. Null as `naiveRule` is. */
export function naiveForecast(name: NaiveName, loadKw: Load): NaiveForecast | null {
  const values = naiveRule(name, loadKw)
  if (values === null) return null
  const steps = values.map((value, i) => {
    const errors = errorsOf(name, loadKw, i + 1)
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

/** The `level` (0 to 1) quantile of sorted numbers, at least one, with straight lines between them. */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1)
  const index = Math.floor(place)
  const low = sorted[index] ?? Number.NaN
  return low + ((sorted[index + 1] ?? low) - low) * (place - index)
}

/** What the rule says, at the end of the first `length` values, of the step `lead` after it. */
function said(name: NaiveName, loadKw: Load, length: number, lead: number): number | null {
  if (name !== 'persistence') return loadKw[length - 1 + lead - LAG[name]] ?? null
  for (let i = length - 1; i >= 0; i--) {
    const value = loadKw[i]
    if (value !== null && value !== undefined) return value
  }
  return null
}

/** Mean absolute error of each rule over the (target, lead) pairs that all rules have; null where they are too few. */
function meanErrors(rules: readonly NaiveName[], loadKw: Load): readonly number[] | null {
  const sums = rules.map(() => 0)
  let count = 0
  for (const lead of leads()) {
    for (let target = lead; target < loadKw.length; target++) {
      const actual = loadKw[target]
      if (actual === null || actual === undefined) continue
      const values = rules.map((name) => said(name, loadKw, target - lead + 1, lead))
      if (values.includes(null)) continue
      count += 1
      values.forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + Math.abs((value ?? 0) - actual)
      })
    }
  }
  return count < ENOUGH_TARGETS * NEXT_HOUR_STEPS ? null : sums.map((sum) => sum / count)
}

/** What came less what the rule had said, at one lead, ascending. */
function errorsOf(name: NaiveName, loadKw: Load, lead: number): Float64Array {
  const errors: number[] = []
  for (let target = lead; target < loadKw.length; target++) {
    const actual = loadKw[target]
    const value = said(name, loadKw, target - lead + 1, lead)
    if (actual !== null && actual !== undefined && value !== null) errors.push(actual - value)
  }
  return Float64Array.from(errors).sort()
}

function leads(): readonly number[] {
  return Array.from({ length: NEXT_HOUR_STEPS }, (_, i) => i + 1)
}
