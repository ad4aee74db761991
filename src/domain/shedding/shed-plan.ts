import type { SlicedWork } from '../slices/sliced-work.ts'
import { MINUTE } from '../time/time.ts'
import { findShedOptions, type ShedOptions } from './shed-options.ts'
import type { AvailableLoad, SheddableLoad, ShedNeed, ShedPlan, ShedStep } from './sheddable-load.ts'

/** What is to be shed, what can be, and what is missing costs. */
export interface ShedProblem {
  /** Oldest first; `needKw` above 0. */
  readonly needs: readonly ShedNeed[]
  readonly loads: readonly AvailableLoad[]
  /** Nothing can be off before this and its notice, epoch ms. */
  readonly now: number
  /**
   * What the bill rises by where so many kW are still missing in each of the needs, in their order: 0 where none is; it
   * never falls where more is missing.
   */
  readonly price: (missingKw: ArrayLike<number>) => number
  /** Share of the price that a set must be worth: less where it is unsure that anything is saved. 0 to 1. */
  readonly weight: number
}

/** A plan, whether it is proven to be the best there is, and what it leaves. */
export interface ShedPlanResult {
  readonly plan: ShedPlan
  /** False where the search ended before all sets of loads were ruled out. */
  readonly proven: boolean
}

/** Sets of loads that are tried, at the most: then the best so far is the answer. */
const MAX_SETS = 10_000
/** Sets times intervals that are tried in one slice: a few milliseconds' work. */
const WORK_PER_SLICE = 1_000
/** kW that don't count. */
const KW_TOLERANCE = 1e-6

/**
 * The cheapest set of loads that lowers every interval to its level, where it is worth its cost; else the set that is
 * worth the most, less its cost. Where none is worth its cost, the cheapest that would be enough, which isn't advised;
 * there may be none. By branch and bound over the ways in which each load can be used: exact, unless there are more
 * sets than can be tried. An event of many intervals needs a second of work, which is done in slices.
 */
export function* planShedding({ needs, loads, now, price, weight }: ShedProblem): SlicedWork<ShedPlanResult> {
  const need = Float64Array.from(needs, ({ needKw }) => needKw)
  const options: ShedOptions[] = []
  for (const ready of loads) {
    const found = findShedOptions(ready, needs, now)
    if (found.uses.length > 0) options.push(found)
    yield
  }
  // Those that lower the demand the most come first: a set that is enough is found soon.
  options.sort((a, b) => b.load.kw - a.load.kw)
  const weighed: ShedProblem['price'] = (missingKw) => weight * price(missingKw)
  const createAdvice = (chosen: readonly LoadUse[] | null, advised: boolean) => {
    return { ...createPlan(needs, chosen ?? [], need, price), advised: advised && chosen !== null && chosen.length > 0 }
  }
  const left = yield* computeRemainingCapacities(options, need.length)
  const whole = yield* findCheapestCover(need, options, left, weighed(need))
  if (whole.chosen !== null) return { plan: createAdvice(whole.chosen, true), proven: whole.proven }
  const best = yield* findLeastTotalCost(need, options, left, weighed)
  if (best.chosen.length > 0) return { plan: createAdvice(best.chosen, true), proven: whole.proven && best.proven }
  const unprofitable = yield* findCheapestCover(need, options, left, Number.POSITIVE_INFINITY)
  return { plan: createAdvice(unprofitable.chosen, false), proven: whole.proven && best.proven && unprofitable.proven }
}

/** One way of using one load. */
type LoadUse = ShedOptions['uses'][number]

interface SearchResult {
  readonly chosen: readonly LoadUse[] | null
  readonly proven: boolean
}

/** The cheapest uses that cover all of the need for less than `below`; null where none do. */
function* findCheapestCover(
  need: Float64Array,
  options: readonly ShedOptions[],
  left: readonly RemainingCapacity[],
  below: number,
): SlicedWork<SearchResult> {
  // Those that lower much of it for little come first.
  const worth = (use: LoadUse) => use.kw.reduce((sum, kw, i) => sum + Math.min(kw, need[i] ?? 0), 0) / (use.cost + 1)
  const cheapest: LoadUse[][] = []
  for (const { uses } of options) {
    const weighed = uses.map((use) => ({ use, worth: worth(use) }))
    cheapest.push(weighed.sort((a, b) => b.worth - a.worth).map(({ use }) => use))
    yield
  }
  let best: readonly LoadUse[] | null = null
  let bestCost = below
  const proven = yield* searchSets(need, {
    uses: cheapest,
    consider(chosen, missing, cost) {
      if (missing.every((kw) => kw <= KW_TOLERANCE)) {
        if (cost < bestCost) {
          best = [...chosen.uses]
          bestCost = cost
        }
        return false
      }
      const can = left[chosen.depth]
      if (can === undefined || missing.some((kw, i) => kw > (can.kw[i] ?? 0) + KW_TOLERANCE)) return false
      const sum = missing.reduce((total, kw) => total + kw, 0)
      return sum <= can.sum + KW_TOLERANCE && cost + leastCost(missing, sum, can) < bestCost
    },
    affords: (cost) => cost < bestCost,
  })
  return { chosen: best, proven }
}

/** The uses with the least sum of what they cost and what still has to be paid. */
function* findLeastTotalCost(
  need: Float64Array,
  options: readonly ShedOptions[],
  left: readonly RemainingCapacity[],
  price: ShedProblem['price'],
): SlicedWork<{ readonly chosen: readonly LoadUse[]; readonly proven: boolean }> {
  let best: readonly LoadUse[] = []
  let bestSum = price(need)
  const proven = yield* searchSets(need, {
    uses: options.map(({ uses }) => uses),
    consider(chosen, missing, cost) {
      const sum = cost + price(missing)
      if (sum < bestSum - 1e-9) {
        best = [...chosen.uses]
        bestSum = sum
      }
      const can = left[chosen.depth]
      // Even if all the remaining uses cost nothing, it would have to be better.
      return can !== undefined && cost + price(missing.map((kw, i) => Math.max(0, kw - (can.kw[i] ?? 0)))) < bestSum
    },
    affords: () => true,
  })
  return { chosen: best, proven }
}

/** What a search for the best set of uses optimizes. */
interface SetSearch {
  /** The uses of each load, in the order in which they are tried. */
  readonly uses: readonly (readonly LoadUse[])[]
  /**
   * Considers a set, in which the loads before `depth` are decided on.
   * @param missing What is still needed with it, in kW.
   * @returns Whether one with further uses, of the loads from `depth` on, could be better than the best so far.
   */
  consider(
    chosen: { readonly uses: readonly LoadUse[]; readonly depth: number },
    missing: Float64Array,
    cost: number,
  ): boolean
  /** Whether a set of this cost could be better than the best so far. */
  affords(cost: number): boolean
}

/**
 * Branch and bound over all sets that have of each load one use or none.
 * @returns Whether none was left out but because of `consider` and `affords`.
 */
function* searchSets(need: Float64Array, { uses, consider, affords }: SetSearch): SlicedWork<boolean> {
  let sets = 0
  const perTurn = Math.ceil(WORK_PER_SLICE / need.length)
  const chosen: LoadUse[] = []
  function* search(depth: number, missing: Float64Array, cost: number): SlicedWork<void> {
    if (++sets > MAX_SETS) return
    if (sets % perTurn === 0) yield
    if (!consider({ uses: chosen, depth }, missing, cost)) return
    for (const use of uses[depth] ?? []) {
      if (!affords(cost + use.cost)) continue
      chosen.push(use)
      yield* search(depth + 1, subtractUse(missing, use), cost + use.cost)
      chosen.pop()
    }
    yield* search(depth + 1, missing, cost)
  }
  yield* search(0, need, 0)
  return sets <= MAX_SETS
}

/** The most, in kW, by which the loads from one on can lower each interval, and at which cost per kW. */
interface RemainingCapacity {
  readonly kw: Float64Array
  /** The most over all intervals together: a load that may stay off for a part of the event helps a part of them. */
  readonly sum: number
  /** Offers for each interval, and for all together: [kW, cost per kW], the cheapest first. */
  readonly prices: readonly (readonly Offer[])[]
  readonly sumPrices: readonly Offer[]
}

type Offer = readonly [kw: number, each: number]

/** The most by which a load can lower the demand, by a measure of its uses, and its least cost per kW of that. */
function offerOf({ uses }: ShedOptions, measure: (use: LoadUse) => number): Offer {
  const helping = uses.map((use) => [measure(use), use.cost] as const).filter(([kw]) => kw > KW_TOLERANCE)
  return [Math.max(0, ...helping.map(([kw]) => kw)), Math.min(...helping.map(([kw, cost]) => cost / kw))]
}

const sortByCost = (offers: readonly Offer[]) => offers.filter(([most]) => most > 0).sort((a, b) => a[1] - b[1])

function* computeRemainingCapacities(options: readonly ShedOptions[], length: number): SlicedWork<RemainingCapacity[]> {
  const single: Offer[][] = []
  for (const option of options) {
    single.push(Array.from({ length }, (_, i) => offerOf(option, (use) => use.kw[i] ?? 0)))
    yield
  }
  const whole = options.map((option) => offerOf(option, (use) => use.kw.reduce((sum, kw) => sum + kw, 0)))
  const found: RemainingCapacity[] = []
  for (const from of options.keys()) {
    const left = single.slice(from)
    const kw = Float64Array.from({ length }, (_, i) => left.reduce((sum, offers) => sum + (offers[i]?.[0] ?? 0), 0))
    found.push({
      kw,
      sum: whole.slice(from).reduce((sum, [most]) => sum + most, 0),
      prices: Array.from({ length }, (_, i) => sortByCost(left.flatMap((offers) => offers.slice(i, i + 1)))),
      sumPrices: sortByCost(whole.slice(from)),
    })
    yield
  }
  return found
}

/**
 * Less than this no set costs that covers all: the interval that is the dearest to cover, or all together, were loads
 * divisible.
 */
function leastCost(missing: Float64Array, sum: number, { prices, sumPrices }: RemainingCapacity): number {
  let least = costOfCovering(sum, sumPrices)
  for (let i = 0; i < missing.length; i++) least = Math.max(least, costOfCovering(missing[i] ?? 0, prices[i] ?? []))
  return least - 1e-9
}

function costOfCovering(neededKw: number, offers: readonly Offer[]): number {
  let kw = neededKw
  let cost = 0
  for (const [most, each] of offers) {
    if (kw <= KW_TOLERANCE) break
    cost += Math.min(kw, most) * each
    kw -= most
  }
  return cost
}

function subtractUse(missing: Float64Array, use: LoadUse): Float64Array {
  return missing.map((kw, i) => Math.max(0, kw - (use.kw[i] ?? 0)))
}

function createPlan(
  needs: readonly ShedNeed[],
  chosen: readonly LoadUse[],
  need: Float64Array,
  price: ShedProblem['price'],
): Omit<ShedPlan, 'advised'> {
  const missing = chosen.reduce(subtractUse, need)
  const steps = chosen.flatMap((use): ShedStep[] =>
    use.spans.map(({ start, end }) => {
      const { id, name, kw, costPerUse } = use.load
      return { load: id, name, kw, from: start, to: end, cost: costPerUse }
    }),
  )
  const most = need.indexOf(Math.max(...need))
  const cost = chosen.reduce((sum, use) => sum + use.cost, 0)
  return {
    steps: steps.sort((a, b) => a.from - b.from || b.kw - a.kw || (a.load < b.load ? -1 : 1)),
    shedKw: chosen.reduce((sum, use) => sum + (use.kw[most] ?? 0), 0),
    cost,
    saves: price(need) - price(missing) - cost,
    enough: needs.length > 0 && missing.every((kw) => kw <= KW_TOLERANCE),
  }
}

/**
 * When to act first: the beginning of a plan's first step, less its load's notice; `fallback` where nothing is to be
 * shed.
 */
export function findActionStart(plan: ShedPlan | null, loads: readonly SheddableLoad[], fallback: number): number {
  const notice = new Map(loads.map(({ id, noticeMinutes }) => [id, noticeMinutes * MINUTE]))
  return (plan?.steps ?? []).reduce(
    (least, { load, from }) => Math.min(least, from - (notice.get(load) ?? 0)),
    fallback,
  )
}
