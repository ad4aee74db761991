import { type Interval, MINUTE, shareWithin } from '../time/time.ts'
import type { AvailableLoad, SheddableLoad, ShedNeed } from './sheddable-load.ts'

/** The ways in which one load can be used in an event. */
export interface ShedOptions {
  readonly load: SheddableLoad
  /** Each at least one span; none of them does what another does for no more. */
  readonly uses: readonly {
    readonly load: SheddableLoad
    /** When it is off, oldest first; one use each. */
    readonly spans: readonly Interval[]
    /** What is off on average in each of the needs, in kW. */
    readonly kw: Float64Array
    readonly cost: number
  }[]
}

/** Ways of using a load that are thought of, at the most. */
const MAX_USES = 200

/**
 * All ways that are worth a thought: each span begins when an interval begins in which something is needed (beginning
 * earlier helps none more), and is as long as the load may stay off, or to the last interval that it helps.
 */
export function findShedOptions(
  { load, usesLeft }: AvailableLoad,
  needs: readonly ShedNeed[],
  now: number,
): ShedOptions {
  const longest = load.longestMinutes * MINUTE
  const earliest = now + load.noticeMinutes * MINUTE
  const last = needs.at(-1)?.end ?? 0
  const starts = needs.map(({ start, end }) => (start >= earliest ? start : end > earliest ? earliest : null))
  const uses: ShedOptions['uses'][number][] = []
  const add = (spans: readonly Interval[]) => {
    const kw = Float64Array.from(
      needs,
      (need) => load.kw * spans.reduce((sum, span) => sum + shareWithin(need, span), 0),
    )
    uses.push({ load, spans, kw, cost: spans.length * load.costPerUse })
  }
  const extend = (spans: readonly Interval[], from: number) => {
    // Used again at once where its time ends within an interval.
    const again = needs.some(({ start, end }) => start < from && from < end) ? [from] : []
    for (const start of new Set([...starts, ...again])) {
      if (start === null || start < from || start >= last || uses.length >= MAX_USES) continue
      const end = Math.min(start + longest, last)
      const more = [...spans, { start, end: findLastHelpedEnd(needs, start, end) }]
      add(more)
      if (more.length < usesLeft) extend(more, end)
    }
  }
  if (usesLeft > 0) extend([], Number.NEGATIVE_INFINITY)
  return { load, uses: removeDominated(uses) }
}

/** A load is switched on again when the last interval that it helps is over. */
function findLastHelpedEnd(needs: readonly ShedNeed[], start: number, end: number): number {
  const helped = needs.filter((need) => need.start < end && need.end > start)
  return Math.min(end, helped.at(-1)?.end ?? end)
}

/** A use, with what shows at a glance that it does less than another. */
interface MeasuredUse {
  readonly use: ShedOptions['uses'][number]
  readonly sum: number
  /** Places of the first and the last interval that it helps. */
  readonly first: number
  readonly last: number
}

function measureUse(use: ShedOptions['uses'][number]): MeasuredUse {
  const helps = (kw: number) => kw > 0
  const sum = use.kw.reduce((total, kw) => total + kw, 0)
  return { use, sum, first: Math.max(0, use.kw.findIndex(helps)), last: Math.max(0, use.kw.findLastIndex(helps)) }
}

function removeDominated(uses: readonly ShedOptions['uses'][number][]): ShedOptions['uses'] {
  const all = uses.map(measureUse)
  return all.filter((each, i) => !all.some((other, j) => dominates(other, each, j < i))).map(({ use }) => use)
}

/** Whether `a` does all that `b` does for no more; of two that are alike the earlier stays. */
function dominates(a: MeasuredUse, b: MeasuredUse, isEarlier: boolean): boolean {
  if (a === b || a.use.cost > b.use.cost || a.sum < b.sum) return false
  if (!isEarlier && a.use.cost === b.use.cost && a.sum === b.sum) return false
  const { first, last } = b
  const covers = (i: number) => (a.use.kw[i] ?? 0) >= (b.use.kw[i] ?? 0)
  // Called some ten thousand times: most differ at an end.
  if (!covers(first) || !covers(last)) return false
  for (let i = first; i <= last; i++) if (!covers(i)) return false
  return true
}
