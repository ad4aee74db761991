import { costOfDemand } from './charge-standing.ts'
import type { PeakEvent } from './peak-event.ts'
import { type MadePlan, planShedding, type ReadyLoad } from './shed-plan.ts'
import { type MonthTerms, termsAt } from './warning-levels.ts'

/** Places at which the price of what is missing is worked out; straight lines between them. */
const PLACES = 8

/** What a plan against an event is made of. `now` in epoch ms. */
export interface PeakPlanParts {
  readonly event: PeakEvent
  readonly months: readonly MonthTerms[]
  readonly loads: readonly ReadyLoad[]
  /** As in `EventParts`. */
  readonly kwPerBilled: number
  readonly now: number
}

/**
 * What to shed against an event. What is missing in an interval costs what its demand costs this month beyond its level; of
 * intervals under the same charge the dearest counts, those under several are added.
 */
export function planPeak({ event, months, loads, kwPerBilled, now }: PeakPlanParts): MadePlan {
  const curves = event.needs.map(({ start, needKw }) => {
    const level = event.candidates.find((each) => each.start === start)?.level
    const standing = termsAt(months, start)?.standing
    const costs = Array.from({ length: PLACES + 1 }, (_, place) => {
      if (level === undefined || standing === undefined) return 0
      return costOfDemand(standing, start, level.kw + (needKw * place) / PLACES / kwPerBilled).thisMonth
    })
    return { charge: level?.charge ?? '', needKw, costs }
  })
  const price = (missingKw: ArrayLike<number>): number => {
    const byCharge = new Map<string, number>()
    curves.forEach(({ charge, needKw, costs }, i) => {
      const cost = along(costs, ((missingKw[i] ?? 0) / needKw) * PLACES) - (costs[0] ?? 0)
      if (cost > (byCharge.get(charge) ?? 0)) byCharge.set(charge, cost)
    })
    let sum = 0
    for (const cost of byCharge.values()) sum += cost
    return sum
  }
  return planShedding({ needs: event.needs, loads, now, price })
}

function along(costs: readonly number[], place: number): number {
  const index = Math.max(0, Math.min(costs.length - 2, Math.floor(place)))
  const low = costs[index] ?? 0
  return low + ((costs[index + 1] ?? low) - low) * (place - index)
}
