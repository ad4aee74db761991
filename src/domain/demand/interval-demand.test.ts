import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR } from '../time/time.ts'
import { computeEnergySteps } from './energy-counter.ts'
import { createIntervalClock } from './interval-clock.ts'
import { computeIntervalDemand, type PowerFactorStep, type PowerStep } from './interval-demand.ts'

const START = Date.UTC(2026, 4, 1)
const quarterHour: Interval = { start: START, end: START + QUARTER_HOUR }
const minutes = (from: number, to: number, importKw: number, coverage = 1): PowerStep[] =>
  Array.from({ length: to - from }, (_, i) => {
    const start = START + (from + i) * MINUTE
    return { start, end: start + MINUTE, importKw, coverage }
  })
const factors = (from: number, to: number, value: number): PowerFactorStep[] =>
  minutes(from, to, value).map(({ start, end }) => ({ start, end, value }))

/** Steps of up to seven minutes, some missing, some known in part. */
const steps = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 0, 0, 1, 9),
      length: fc.integer({ min: 1, max: 7 }),
      importKw: fc.integer({ min: -200, max: 1_000 }),
      coverage: fc.constantFrom(0, 0.25, 1, 1, 1),
      factor: fc.constantFrom(null, -0.8, 0, 0.5, 0.9, 1, 1.02, 97),
    }),
    { maxLength: 50 },
  )
  .map((parts) => {
    let at = START - 7 * MINUTE
    return parts.map(({ gap, length, ...rest }) => {
      const start = at + gap * MINUTE
      at = start + length * MINUTE
      return { start, end: at, ...rest }
    })
  })
const intervals = fc.constantFrom(
  createIntervalClock({ kind: 'fixed', minutes: 15, stepMinutes: 15 }, 'UTC').intervalsWithin({
    start: START,
    end: START + 2 * HOUR,
  }),
  createIntervalClock({ kind: 'sliding', minutes: 30, stepMinutes: 5 }, 'UTC').intervalsWithin({
    start: START,
    end: START + 2 * HOUR,
  }),
)
const measuredFactors = (all: readonly { start: number; end: number; factor: number | null }[]) =>
  all.flatMap(({ start, end, factor }) => (factor === null ? [] : [{ start, end, value: factor }]))

/** Minute by minute: each step has as much of its coverage in each of its minutes. */
function obviousDemand(all: readonly (PowerStep & { factor: number | null })[], { start, end }: Interval) {
  let [energy, known, weighted, factorEnergy, factorSum, factorMinutes] = [0, 0, 0, 0, 0, 0]
  for (let minute = start; minute < end; minute += MINUTE) {
    const step = all.find((each) => each.start <= minute && minute < each.end)
    if (step === undefined) continue
    const kw = Math.max(0, step.importKw)
    energy += kw * step.coverage
    known += step.coverage
    const factor = Math.min(1, Math.abs(step.factor ?? 0))
    if (factor === 0 || Math.abs(step.factor ?? 0) > 1.05) continue
    weighted += kw * step.coverage * factor
    factorEnergy += kw * step.coverage
    factorSum += factor
    factorMinutes += 1
  }
  if (known === 0) return null
  const meanKw = energy / known
  const factor = factorEnergy > 0 ? weighted / factorEnergy : factorMinutes > 0 ? factorSum / factorMinutes : null
  return { meanKw, meanKva: factor === null ? null : meanKw / factor, coverage: (known * MINUTE) / (end - start) }
}

describe('demand from powers', () => {
  test('is what an obvious computation gives', () => {
    fc.assert(
      fc.property(steps, intervals, (all, spans) => {
        const found = computeIntervalDemand(spans, all, measuredFactors(all), null)
        const expected = spans.flatMap((span) => {
          const demand = obviousDemand(all, span)
          return demand === null ? [] : [{ ...span, ...demand }]
        })
        expect(found.map(({ start, end }) => [start, end])).toEqual(expected.map(({ start, end }) => [start, end]))
        for (const [i, interval] of found.entries()) {
          const { meanKw, meanKva, coverage } = expected[i] ?? { meanKw: Number.NaN, meanKva: null, coverage: 0 }
          expect(interval.origin).toBe('power')
          expect(interval.meanKw).toBeCloseTo(meanKw, 8)
          expect(interval.coverage).toBeCloseTo(coverage, 10)
          if (meanKva === null) expect(interval.meanKva).toBeNull()
          else expect(interval.meanKva).toBeCloseTo(meanKva, 8)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('doesn’t depend on the order of the steps or of the intervals', () => {
    const mixed = steps.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(mixed, intervals, ([all, shuffled], spans) => {
        const found = computeIntervalDemand(spans, all, measuredFactors(all), null)
        expect(computeIntervalDemand(spans, shuffled, measuredFactors(shuffled), null)).toEqual(found)
        expect(computeIntervalDemand(spans.toReversed(), all, measuredFactors(all), null)).toEqual(found.toReversed())
      }),
    )
  })

  test('lies between the lowest and the highest power, to the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (kw) => {
        const [interval] = computeIntervalDemand([quarterHour], minutes(0, 15, kw), null, null)
        expect(interval).toEqual({ ...quarterHour, meanKw: kw, meanKva: null, coverage: 1, origin: 'power' })
      }),
    )
  })

  test('is not filled over a gap: the mean is over what is known, and an interval without any is none', () => {
    const spans = [0, 1, 2].map((i) => ({ start: START + i * QUARTER_HOUR, end: START + (i + 1) * QUARTER_HOUR }))
    const known = [...minutes(0, 5, 100), ...minutes(5, 10, 300, 0.2), ...minutes(40, 45, 70)]
    expect(computeIntervalDemand(spans, known, null, null)).toEqual([
      { ...spans[0], meanKw: (5 * 100 + 300) / 6, meanKva: null, coverage: 6 / 15, origin: 'power' },
      { ...spans[2], meanKw: 70, meanKva: null, coverage: 5 / 15, origin: 'power' },
    ])
  })

  test('leaves export out: it offsets nothing', () => {
    const [interval] = computeIntervalDemand([quarterHour], [...minutes(0, 5, 90), ...minutes(5, 15, -900)], null, null)
    expect(interval).toMatchObject({ meanKw: 30, coverage: 1 })
  })
})

describe('demand in kVA', () => {
  test('uses the power factor while power flowed, not that of an idle plant', () => {
    const power = [...minutes(0, 5, 400), ...minutes(5, 15, 0)]
    const [interval] = computeIntervalDemand(
      [quarterHour],
      power,
      [...factors(0, 5, 0.8), ...factors(5, 15, 0.1)],
      null,
    )
    expect(interval?.meanKva).toBeCloseTo(400 / 3 / 0.8, 9)
  })

  test('counts a leading power factor by its amount, one just above 1 as 1, and percents as none', () => {
    const kva = (value: number) =>
      computeIntervalDemand([quarterHour], minutes(0, 15, 90), factors(0, 15, value), null)[0]?.meanKva
    expect([kva(-0.9), kva(1.01), kva(97), kva(0)]).toEqual([100, 90, null, null])
  })

  test('is null where no power factor is measured in the interval, and 0 where nothing was drawn', () => {
    const [unmeasured] = computeIntervalDemand([quarterHour], minutes(0, 15, 90), factors(15, 30, 0.9), null)
    expect(unmeasured?.meanKva).toBeNull()
    const [idle] = computeIntervalDemand([quarterHour], minutes(0, 15, 0), factors(0, 15, 0.5), null)
    expect(idle?.meanKva).toBe(0)
  })
})

describe('demand from a counter', () => {
  const readings = [0, 5, 10, 15].map((minute) => ({ at: START + minute * MINUTE, kwh: 1_000 + minute }))

  test('is its energy over its time, and is taken where it covers as much as power does', () => {
    const counted = computeEnergySteps(readings, [quarterHour])
    const expected = { ...quarterHour, meanKw: 60, meanKva: null, coverage: 1, origin: 'counter' }
    expect(computeIntervalDemand([quarterHour], minutes(0, 15, 75), null, counted)).toEqual([expected])
    expect(computeIntervalDemand([quarterHour], [], null, counted)).toEqual([expected])
  })

  test('is replaced by power where that covers more, as where the counter fell', () => {
    const fell = readings.map(({ at, kwh }, i) => ({ at, kwh: i === 3 ? 2 : kwh }))
    const counted = computeEnergySteps(fell, [quarterHour])
    expect(computeIntervalDemand([quarterHour], minutes(0, 15, 75), null, counted)).toMatchObject([
      { meanKw: 75, coverage: 1, origin: 'power' },
    ])
    expect(computeIntervalDemand([quarterHour], minutes(0, 8, 75), null, counted)).toMatchObject([
      { meanKw: 60, coverage: 10 / 15, origin: 'counter' },
    ])
  })

  test('is that of the same interval, not of another that begins with it', () => {
    const counted = computeEnergySteps(readings, [{ start: START, end: START + 10 * MINUTE }])
    expect(computeIntervalDemand([quarterHour], minutes(0, 15, 75), null, counted)).toMatchObject([
      { meanKw: 75, origin: 'power' },
    ])
  })

  test('has its kVA by the power factor, weighted by time where no power is known', () => {
    const counted = computeEnergySteps(readings, [quarterHour])
    const measured = [...factors(0, 5, 0.6), ...factors(5, 15, 0.9)]
    expect(computeIntervalDemand([quarterHour], [], measured, counted)[0]?.meanKva).toBeCloseTo(60 / 0.8, 9)
  })
})

test('three months of quarter-hours from minutes, with power factor and counter, take a part of a second', () => {
  const spans = createIntervalClock({ kind: 'fixed', minutes: 15, stepMinutes: 15 }, 'Europe/Berlin').intervalsWithin({
    start: START,
    end: START + 91 * DAY,
  })
  const power = minutes(0, 91 * 24 * 60, 100).map((step, i) => ({ ...step, importKw: i % 997 }))
  const measured = factors(0, 91 * 24 * 60, 0.9)
  const readings = power.map(({ start }, i) => ({ at: start, kwh: 8 * i }))
  // Time of the processor: other tests may run beside this one.
  const before = process.cpuUsage()
  const found = computeIntervalDemand(spans, power, measured, computeEnergySteps(readings, spans))
  const ms = process.cpuUsage(before).user / 1_000
  expect(found).toHaveLength(91 * 96)
  expect(ms).toBeLessThan(1_000)
})
