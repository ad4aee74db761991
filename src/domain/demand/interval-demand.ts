import { HOUR, type Interval } from '../time/time.ts'
import type { DemandInterval } from './demand-interval.ts'
import type { EnergyStep } from './energy-counter.ts'
import { StepMeans } from './step-means.ts'

/** Mean power over a step of a rollup. */
export interface PowerStep extends Interval {
  /** What the grid delivered, in kW, on average over what is known of the step; never negative: export is left out. */
  readonly importKw: number
  /** Share of the step that is known, 0 to 1. */
  readonly coverage: number
}

/** Mean power factor over a step of a rollup. */
export interface PowerFactorStep extends Interval {
  /**
   * Only its amount counts: a negative one means on some meters that the current leads, on others that power is
   * exported.
   */
  readonly value: number
}

/** A power factor further above 1 than a meter errs is none: percents, or something else. */
const MAX_POWER_FACTOR = 1.05

/** Coverages that differ by less are equal: they are sums of fractions. */
const COVERAGE_TOLERANCE = 1e-9

/** Whether a coverage (0 to 1) is as good as another: a counter that covers as much as power does is used. */
export function coversAsWell(coverage: number, other: number): boolean {
  return coverage >= other - COVERAGE_TOLERANCE
}

/**
 * Demand of each interval: from the counter where it covers the interval at least as well as power does, else the mean
 * of powers, weighted by time. A gap is never filled: the mean is over what is known, and coverage is its share of the
 * interval. In kVA it is the mean over the interval's power factor, weighted by energy where there is any.
 *
 * A step counts in an interval by as much of it as lies there: its power is assumed to be even.
 * @param intervals In order of time is quickest; they may overlap.
 * @param steps In any order, none overlapping. A year of minutes needs well under a second.
 * @param powerFactors In any order, none overlapping, like `steps`; null where the power factor isn't measured.
 * @param counter The result of `computeEnergySteps` for the same intervals; null where there is no counter.
 * @returns The intervals of which anything is known, in their order.
 */
export function computeIntervalDemand(
  intervals: readonly Interval[],
  steps: readonly PowerStep[],
  powerFactors: readonly PowerFactorStep[] | null,
  counter: readonly EnergyStep[] | null,
): DemandInterval[] {
  const power = new StepMeans()
  for (const step of sortByStart(steps)) power.add(step, Math.max(0, step.importKw), step.coverage)
  const powerFactor = createPowerFactorLookup(powerFactors ?? [], power)
  const counted = new Map(counter?.map((step) => [step.start, step]))
  const found: DemandInterval[] = []
  for (const { start, end } of intervals) {
    const byPower = power.meanOver(start, end)
    const energy = counted.get(start)
    const byCounter = energy !== undefined && energy.end === end && coversAsWell(energy.coverage, byPower.weight)
    const coverage = byCounter ? energy.coverage : Math.min(1, byPower.weight)
    if (coverage <= 0) continue
    const meanKw = byCounter ? (energy.energyKwh * HOUR) / (energy.coverage * (end - start)) : byPower.mean
    const factor = powerFactor(start, end)
    const meanKva = factor === null ? null : meanKw / factor
    found.push({ start, end, meanKw, meanKva, coverage, origin: byCounter ? 'counter' : 'power' })
  }
  return found
}

/** Mean power factor over a span, 0 to 1: weighted by the energy of its steps, or by time where none of it flowed. */
function createPowerFactorLookup(
  powerFactors: readonly PowerFactorStep[],
  power: StepMeans,
): (start: number, end: number) => number | null {
  const [byTime, byEnergy] = [new StepMeans(), new StepMeans()]
  for (const step of sortByStart(powerFactors)) {
    const measured = Math.abs(step.value)
    if (measured === 0 || !(measured <= MAX_POWER_FACTOR)) continue
    const { mean, weight } = power.meanOver(step.start, step.end)
    byTime.add(step, Math.min(1, measured), 1)
    byEnergy.add(step, Math.min(1, measured), mean * weight)
  }
  return (start, end) => {
    const energetic = byEnergy.meanOver(start, end)
    const { mean, weight } = energetic.weight > 0 ? energetic : byTime.meanOver(start, end)
    return weight > 0 ? mean : null
  }
}

function sortByStart<S extends Interval>(steps: readonly S[]): readonly S[] {
  const ascend = steps.every(({ start }, i) => i === 0 || start >= (steps[i - 1]?.start ?? start))
  return ascend ? steps : steps.toSorted((a, b) => a.start - b.start)
}
