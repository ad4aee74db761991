import { computeMarginalCost } from '../billing/marginal-cost.ts'
import { planShedding, type ShedPlanResult } from '../shedding/shed-plan.ts'
import type { AvailableLoad } from '../shedding/sheddable-load.ts'
import type { SlicedWork } from '../slices/sliced-work.ts'
import type { PeakEvent } from './peak-event.ts'
import { type MonthTerms, termsAt } from './warning-levels.ts'

/** Places at which the price of what is missing is worked out; straight lines between them. */
const CURVE_SEGMENTS = 8
/** Intervals whose price is worked out in one turn. */
const CURVES_PER_SLICE = 20

/** What a plan against an event is made of. `now` in epoch ms. */
export interface PeakPlanInput {
  readonly event: PeakEvent
  readonly months: readonly MonthTerms[]
  readonly loads: readonly AvailableLoad[]
  /** kW of power that a kW or kVA as billed represents. */
  readonly kwPerBilled: number
  readonly now: number
  /** The highest demand of each of the last days, as it is billed. */
  readonly highest: readonly number[]
}

/**
 * A day whose demand was this near to a level, as a share of it, might as well have passed it: a forecast of the next
 * day is as inexact as that.
 */
const NEAR_LEVEL_SHARE = 0.9

/**
 * What to shed against an event. What is missing in an interval costs what its demand costs this month beyond its
 * level; of intervals under the same charge the dearest counts, those under several are added.
 *
 * It is worth a share of that: the chance that the peak occurs, over the number of the last days whose demand was near
 * its level. What a day's shedding saves is kept only if none of the month's other such days passes the level, so that
 * they share it.
 */
export function* planPeakShedding({
  event,
  months,
  loads,
  kwPerBilled,
  now,
  highest,
}: PeakPlanInput): SlicedWork<ShedPlanResult> {
  const charges: string[] = []
  const curveOf = ({ start, needKw }: PeakEvent['needs'][number]) => {
    const level = event.candidates.find((each) => each.start === start)?.level
    const standing = termsAt(months, start)?.standing
    const costs = Float64Array.from({ length: CURVE_SEGMENTS + 1 }, (_, place) => {
      if (level === undefined || standing === undefined) return 0
      return computeMarginalCost(standing, start, level.kw + (needKw * place) / CURVE_SEGMENTS / kwPerBilled).thisMonth
    })
    if (!charges.includes(level?.charge ?? '')) charges.push(level?.charge ?? '')
    return { charge: charges.indexOf(level?.charge ?? ''), needKw, costs: costs.map((cost) => cost - (costs[0] ?? 0)) }
  }
  const curves: ReturnType<typeof curveOf>[] = []
  for (const need of event.needs) {
    curves.push(curveOf(need))
    if (curves.length % CURVES_PER_SLICE === 0) yield
  }
  // Called for each set of loads that is tried: no objects are made here.
  const dearest = new Float64Array(charges.length)
  const price = (missingKw: ArrayLike<number>): number => {
    dearest.fill(0)
    for (let i = 0; i < curves.length; i++) {
      const curve = curves[i]
      const missing = missingKw[i] ?? 0
      if (curve === undefined || missing <= 0) continue
      const cost = interpolate(curve.costs, (missing / curve.needKw) * CURVE_SEGMENTS)
      if (cost > (dearest[curve.charge] ?? 0)) dearest[curve.charge] = cost
    }
    let sum = 0
    for (const cost of dearest) sum += cost
    return sum
  }
  const daysNearLevel = highest.filter((kw) => kw >= NEAR_LEVEL_SHARE * event.likeliest.level.kw).length
  return yield* planShedding({
    needs: event.needs,
    loads,
    now,
    price,
    weight: event.chance / Math.max(1, daysNearLevel),
  })
}

function interpolate(costs: Float64Array, place: number): number {
  const index = Math.max(0, Math.min(costs.length - 2, Math.floor(place)))
  const low = costs[index] ?? 0
  return low + ((costs[index + 1] ?? low) - low) * (place - index)
}
