import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runAtOnce } from '../slices/sliced-work.ts'
import { MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { planShedding, type ShedProblem } from './shed-plan.ts'
import type { SheddableLoad, ShedNeed } from './sheddable-load.ts'

const start = Date.UTC(2026, 10, 25, 13)
const need = (i: number, needKw: number): ShedNeed => {
  return { start: start + i * QUARTER_HOUR, end: start + (i + 1) * QUARTER_HOUR, needKw }
}
const load = (id: string, kw: number, costPerUse: number, more: Partial<SheddableLoad> = {}): SheddableLoad => {
  return { id, name: id, kw, costPerUse, longestMinutes: 60, timesPerDay: 2, noticeMinutes: 5, ...more }
}
const ready = (each: SheddableLoad) => ({ load: each, usesLeft: each.timesPerDay })
/** 10 per kW of the highest that is missing. */
const price = (missing: ArrayLike<number>) => 10 * Math.max(0, ...Array.from(missing))
const now = start - 60 * MINUTE
const planAtOnce = (parts: ShedProblem) => runAtOnce(planShedding(parts))
const plan = (needs: readonly ShedNeed[], loads: readonly SheddableLoad[], parts: Partial<ShedProblem> = {}) =>
  planAtOnce({ needs, loads: loads.map(ready), now, price, weight: 1, ...parts }).plan

test('chooses the cheapest set that is enough, not the fewest loads', () => {
  const made = plan([need(0, 60)], [load('big', 100, 90), load('chiller', 45, 8), load('chargers', 30, 0)])
  expect(made.steps.map((step) => step.load).sort()).toEqual(['chargers', 'chiller'])
  expect(made).toMatchObject({ shedKw: 75, cost: 8, saves: 592, enough: true })
})

test('a load that may stay off for half an hour is used twice where the event lasts an hour', () => {
  const short = load('compressor', 50, 5, { longestMinutes: 30, timesPerDay: 2 })
  const made = plan([need(0, 40), need(1, 40), need(2, 40), need(3, 40)], [short])
  expect(made.steps).toHaveLength(2)
  expect(made).toMatchObject({ cost: 10, enough: true })
  const once = plan([need(0, 40), need(1, 40), need(2, 40), need(3, 40)], [{ ...short, timesPerDay: 1 }])
  expect(once).toMatchObject({ steps: [], enough: false, saves: 0 })
})

test('a load whose notice has passed can’t be used any more', () => {
  const late = load('furnace', 100, 0, { noticeMinutes: 90 })
  expect(plan([need(0, 50)], [late])).toMatchObject({ steps: [], enough: false })
})

test('what can’t be avoided wholly is made as small as pays', () => {
  const made = plan([need(0, 100)], [load('chiller', 45, 8), load('dear', 10, 500)])
  expect(made.steps.map((step) => step.load)).toEqual(['chiller'])
  expect(made).toMatchObject({ enough: false, saves: 442 })
})

test('a shed that costs more than it saves is shown, and not advised', () => {
  const dear = plan([need(0, 20)], [load('dear', 100, 500), load('dearer', 100, 600)])
  expect(dear.steps.map((step) => step.load)).toEqual(['dear'])
  expect(dear).toMatchObject({ cost: 500, saves: -300, enough: true, advised: false })
  expect(plan([need(0, 20)], [load('small', 10, 500)])).toMatchObject({ steps: [], cost: 0, saves: 0, advised: false })
})

test('what is uncertain must be worth more, and `saves` is what it saves if the peak occurs', () => {
  const chiller = load('chiller', 45, 100)
  expect(plan([need(0, 40)], [chiller], { weight: 0.5 })).toMatchObject({ advised: true, saves: 300 })
  expect(plan([need(0, 40)], [chiller], { weight: 0.2 })).toMatchObject({ advised: false, saves: 300 })
})

test('a step ends when the last interval that it helps is over', () => {
  const [step] = plan([need(0, 20), need(1, 20)], [load('chiller', 45, 8)]).steps
  expect(step).toMatchObject({ from: start, to: start + 2 * QUARTER_HOUR })
})

/** Every set of whole quarter-hour spans of every load. */
function bruteForce(needs: readonly ShedNeed[], loads: readonly SheddableLoad[]) {
  const ways = loads.map(({ kw, costPerUse, longestMinutes, timesPerDay }) => {
    const all: { kw: number[]; cost: number }[] = [{ kw: needs.map(() => 0), cost: 0 }]
    const most = longestMinutes / 15
    const extend = (from: number, used: readonly number[], uses: number): void => {
      for (let first = from; first < needs.length; first++) {
        for (let length = 1; length <= most && first + length <= needs.length; length++) {
          const now = used.map((off, i) => (i >= first && i < first + length ? off + kw : off))
          all.push({ kw: now, cost: (uses + 1) * costPerUse })
          if (uses + 1 < timesPerDay) extend(first + length, now, uses + 1)
        }
      }
    }
    extend(
      0,
      needs.map(() => 0),
      0,
    )
    return all
  })
  let cover = Number.POSITIVE_INFINITY
  let net = price(needs.map(({ needKw }) => needKw))
  const search = (depth: number, missing: readonly number[], cost: number): void => {
    const way = ways[depth]
    if (way === undefined) {
      if (missing.every((kw) => kw <= 1e-6)) cover = Math.min(cover, cost)
      net = Math.min(net, cost + price(missing.map((kw) => Math.max(0, kw))))
      return
    }
    for (const each of way)
      search(
        depth + 1,
        missing.map((kw, i) => kw - (each.kw[i] ?? 0)),
        cost + each.cost,
      )
  }
  search(
    0,
    needs.map(({ needKw }) => needKw),
    0,
  )
  return { cover, net }
}

test('finds what trying all sets finds', () => {
  const loads = fc.array(
    fc.record({
      kw: fc.integer({ min: 5, max: 60 }),
      costPerUse: fc.integer({ min: 0, max: 300 }),
      longestMinutes: fc.constantFrom(15, 30, 60),
      timesPerDay: fc.integer({ min: 1, max: 2 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  const needs = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(loads, needs, (rows, kws) => {
      const all = rows.map((row, i) => load(`l${i}`, row.kw, row.costPerUse, row))
      const positiveNeeds = kws.map((kw, i) => need(i, kw)).filter(({ needKw }) => needKw > 0)
      if (positiveNeeds.length === 0) return
      // Gaps between needs are as needs of nothing to whoever tries all.
      const { cover, net } = bruteForce(
        kws.map((kw, i) => need(i, kw)),
        all,
      )
      const unshed = price(kws)
      const { plan: made, proven } = planAtOnce({ needs: positiveNeeds, loads: all.map(ready), now, price, weight: 1 })
      expect(proven).toBe(true)
      if (cover < unshed || (net >= unshed && Number.isFinite(cover))) {
        expect(made).toMatchObject({ enough: true, cost: cover, advised: cover < unshed })
      } else {
        expect(made.saves).toBeCloseTo(unshed - net, 6)
        expect(made.advised).toBe(net < unshed)
      }
    }),
    { numRuns: 150 },
  )
})

test('fifteen loads and a long event are planned to the best within the sets that are tried', () => {
  const loads = Array.from({ length: 15 }, (_, i) => load(`l${i}`, 10 + 7 * i, 3 + ((i * 37) % 50), { timesPerDay: 1 }))
  const needs = Array.from({ length: 12 }, (_, i) => need(i, 60 + 5 * (i % 4)))
  const began = performance.now()
  const made = planAtOnce({ needs, loads: loads.map(ready), now, price, weight: 1 })
  expect(made.plan.enough).toBe(true)
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('many sliding windows and many loads are planned in slices, none of which blocks the thread', () => {
  const loads = Array.from({ length: 20 }, (_, i) => load(`l${i}`, 10 + 7 * i, 3 + ((i * 37) % 50), { timesPerDay: 3 }))
  const needs = Array.from({ length: 300 }, (_, i) => {
    return { start: start + i * MINUTE, end: start + (i + 15) * MINUTE, needKw: 400 + (i % 40) }
  })
  const work = planShedding({ needs, loads: loads.map(ready), now, price, weight: 1 })
  const turns: number[] = []
  for (let done = false; !done; ) {
    const began = performance.now()
    done = work.next().done === true
    turns.push(performance.now() - began)
  }
  expect(turns.length).toBeGreaterThan(100)
  // One may be held up by the machine; most never are.
  expect(turns.sort((a, b) => a - b)[Math.floor(0.98 * turns.length)]).toBeLessThan(20)
})
