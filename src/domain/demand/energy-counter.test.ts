import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR, SECOND } from '../time/time.ts'
import type { CounterReading } from './counter-reading.ts'
import { computeEnergySteps, EnergyCounter, type EnergyStep } from './energy-counter.ts'

const START = Date.UTC(2026, 4, 1)
const quarterHours = (count: number): Interval[] =>
  Array.from({ length: count }, (_, i) => ({ start: START + i * QUARTER_HOUR, end: START + (i + 1) * QUARTER_HOUR }))
/** A counter that is read at these minutes after the start, at a steady 120 kW: 2 kWh a minute. */
const steady = (...minutes: number[]): CounterReading[] =>
  minutes.map((minute) => ({ at: START + minute * MINUTE, kwh: 1_000 + 2 * minute }))
const everyMinute = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** Pairs of neighbours, each by itself, with all the others searched for whether it can be trusted. */
function obviousSteps(readings: readonly CounterReading[], intervals: readonly Interval[]): EnergyStep[] {
  const sorted = [...new Map([...readings].reverse().map((r) => [r.at, r])).values()].sort((a, b) => a.at - b.at)
  const kwh = (i: number) => sorted[i]?.kwh ?? Number.NaN
  const falls = sorted.flatMap((_, i) => (kwh(i + 1) < kwh(i) ? [i] : []))
  const runs: CounterReading[][] = [[]]
  for (const [i, reading] of sorted.entries()) {
    runs.at(-1)?.push(reading)
    if (!isTrusted(sorted, falls, i)) runs.push([])
  }
  return intervals.flatMap(({ start, end }) => {
    let [energyKwh, known] = [0, 0]
    for (const run of runs.map(withoutTold)) {
      for (const [i, to] of run.entries()) {
        const from = run[i - 1]
        if (from === undefined) continue
        const ms = Math.min(end, to.at) - Math.max(start, from.at)
        const length = to.at - from.at
        if (ms <= 0 || (ms < length && length > (end - start) / 10)) continue
        energyKwh += ((to.kwh - from.kwh) * ms) / length
        known += ms
      }
    }
    return known > 0 ? [{ start, end, energyKwh, coverage: known / (end - start) }] : []
  })
}

/** Whether it rises from reading `i` to the next, and isn't a leap back after a fall or up before one. */
function isTrusted(sorted: readonly CounterReading[], falls: readonly number[], i: number): boolean {
  const kwh = (place: number) => sorted[place]?.kwh ?? Number.NaN
  const at = (place: number) => sorted[place]?.at ?? Number.NaN
  const between = (from: number, to: number) => sorted.slice(from, to).map((reading) => reading.kwh)
  const isLeap = (j: number) =>
    j < i
      ? kwh(i + 1) >= kwh(j) &&
        between(j + 1, i + 1).every((value) => value < kwh(j)) &&
        at(i + 1) - at(j) <= QUARTER_HOUR
      : kwh(i) <= kwh(j + 1) &&
        between(i + 1, j + 1).every((value) => value > kwh(j + 1)) &&
        at(j + 1) - at(i) <= QUARTER_HOUR
  return kwh(i + 1) >= kwh(i) && !falls.some(isLeap)
}

/** Of a run that never falls: without the readings of a value that was sent again before the counter went on. */
function withoutTold(run: readonly CounterReading[]): CounterReading[] {
  const stills: CounterReading[][] = []
  for (const reading of run) {
    if (stills.at(-1)?.[0]?.kwh === reading.kwh) stills.at(-1)?.push(reading)
    else stills.push([reading])
  }
  return stills.flatMap((still, i) => {
    const [first, last] = [still[0], still.at(-1)]
    if (first === undefined || last === undefined) return []
    const isOften = last.at - first.at <= (still.length - 1) * MINUTE
    const hasStillBeside = [stills[i - 1], stills[i + 1]].some((beside) => (beside?.length ?? 0) > 1)
    if (still.length === 1 || !isOften || !(hasStillBeside || stills.length === 1)) return still
    return i === 0 ? [] : [first]
  })
}

/** Readings up to some minutes apart, some of which fall, are misread or start anew. */
const readingsApart = (seconds: fc.Arbitrary<number>, minLength: number) =>
  fc
    .array(
      fc.record({
        seconds,
        kwh: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })),
        event: fc.oneof({ weight: 8, arbitrary: fc.constant('none') }, fc.constantFrom('reset', 'misread', 'high')),
      }),
      { minLength, maxLength: 80 },
    )
    .map((parts) => {
      let [at, count] = [START - 10 * MINUTE, 500]
      return parts.map(({ seconds, kwh, event }) => {
        at += seconds * SECOND
        count = event === 'reset' ? 0 : count + kwh
        return { at, kwh: event === 'misread' ? kwh : event === 'high' ? count + 10_000 : count }
      })
    })
const often = fc.integer({ min: 1, max: 100 })
const readings = readingsApart(fc.oneof(often, fc.integer({ min: 1, max: 1_500 })), 2)
const intervals = fc.constantFrom<Interval[]>(
  quarterHours(16),
  // A sliding hour, every five minutes.
  Array.from({ length: 30 }, (_, i) => ({ start: START + i * 5 * MINUTE, end: START + i * 5 * MINUTE + HOUR })),
)

function expectSame(found: readonly EnergyStep[], expected: readonly EnergyStep[]) {
  expect(found.map(({ start, end }) => [start, end])).toEqual(expected.map(({ start, end }) => [start, end]))
  for (const [i, { energyKwh, coverage }] of found.entries()) {
    expect(energyKwh).toBeCloseTo(expected[i]?.energyKwh ?? Number.NaN, 6)
    expect(coverage).toBeCloseTo(expected[i]?.coverage ?? Number.NaN, 12)
  }
}

describe('a counter’s energy', () => {
  test('is the sum of what each pair of neighbouring readings gives by itself', () => {
    fc.assert(
      fc.property(readings, intervals, (all, spans) =>
        expectSame(computeEnergySteps(all, spans), obviousSteps(all, spans)),
      ),
      { numRuns: 500 },
    )
  })

  test('is never negative, and never of more than the whole interval', () => {
    fc.assert(
      fc.property(readings, intervals, (all, spans) => {
        for (const { energyKwh, coverage } of computeEnergySteps(all, spans)) {
          expect(energyKwh).toBeGreaterThanOrEqual(0)
          expect(coverage > 0 && coverage <= 1).toBe(true)
        }
      }),
    )
  })

  test('doesn’t depend on the order of the readings, nor on how often each is added', () => {
    const shuffled = readings.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    fc.assert(
      fc.property(shuffled, intervals, ([all, mixed], spans) => {
        const counter = new EnergyCounter()
        for (const { at, kwh } of mixed) {
          counter.add(at, kwh)
          // Computed in between, it must not keep the result.
          counter.energyOver({ start: START, end: START + HOUR }, 90 * SECOND)
        }
        expect(computeEnergySteps(mixed, spans)).toEqual(computeEnergySteps(all, spans))
        const over = spans.map((span) => counter.energyOver(span, (span.end - span.start) / 10).energyKwh)
        const expected = new EnergyCounter(all)
        expect(over).toEqual(spans.map((span) => expected.energyOver(span, (span.end - span.start) / 10).energyKwh))
      }),
    )
  })

  test('is the difference of the readings at the borders, whatever lies between them', () => {
    expect(computeEnergySteps(steady(0, 15, 30), quarterHours(2))).toEqual(
      quarterHours(2).map((span) => ({ ...span, energyKwh: 30, coverage: 1 })),
    )
  })

  test('is interpolated at a border between readings that are close', () => {
    const read = steady(...everyMinute(-1, 16).map((minute) => minute + 0.4))
    expectSame(
      computeEnergySteps(read, quarterHours(1)),
      quarterHours(1).map((span) => ({ ...span, energyKwh: 30, coverage: 1 })),
    )
  })

  test('of a gap is known as a whole and not by interval', () => {
    // Nothing between minutes 10 and 50: the third interval is unknown, and those beside it in part.
    const read = steady(...everyMinute(0, 10), ...everyMinute(50, 60))
    const [first, last] = [0, 3].map((i) => quarterHours(4)[i]) as [Interval, Interval]
    expectSame(computeEnergySteps(read, quarterHours(4)), [
      { ...first, energyKwh: 20, coverage: 10 / 15 },
      { ...last, energyKwh: 20, coverage: 10 / 15 },
    ])
    const hour = { start: START, end: START + HOUR }
    expect(computeEnergySteps(read, [hour])).toEqual([{ ...hour, energyKwh: 120, coverage: 1 }])
  })

  test('loses a minute where the counter is reset or rolls over, and counts on from there', () => {
    const read = steady(...everyMinute(0, 15)).map(({ at, kwh }) => ({ at, kwh: kwh < 1_014 ? kwh : kwh - 1_014 }))
    expectSame(computeEnergySteps(read, quarterHours(1)), [
      { ...quarterHours(1)[0], energyKwh: 28, coverage: 14 / 15 } as EnergyStep,
    ])
  })

  test.each([
    ['0 for some minutes', 0],
    ['far too much for some minutes', 99_999],
  ])('is not taken from a counter that is misread as %s', (_, misread) => {
    const read = steady(...everyMinute(0, 15)).map(({ at, kwh }, i) => ({ at, kwh: i >= 5 && i < 8 ? misread : kwh }))
    const [step] = computeEnergySteps(read, quarterHours(1))
    expect(step?.energyKwh).toBe(2 * (4 + 7))
    expect(step?.coverage).toBeCloseTo((4 + 7) / 15, 12)
  })

  test('is interpolated between the steps of a counter that counts in steps, and not known while they are far apart', () => {
    // 120 kW: a step of 1 kWh every 30 s, of 5 kWh every 150 s, sent every second.
    const stepped = (kwh: number) =>
      Array.from({ length: 3_600 }, (_, i) => ({
        at: START - QUARTER_HOUR + (i + 13) * SECOND,
        kwh: kwh * Math.floor(i / (30 * kwh)),
      }))
    expectSame(computeEnergySteps(stepped(1), quarterHours(1)), [
      { ...quarterHours(1)[0], energyKwh: 30, coverage: 1 } as EnergyStep,
    ])
    const [step] = computeEnergySteps(stepped(5), quarterHours(1))
    expect(step?.coverage).toBeCloseTo(5 / 6, 9)
    expect((step?.energyKwh ?? 0) / ((step?.coverage ?? 0) / 4)).toBeCloseTo(120, 9)
  })

  test('is not known by interval from a counter that is sent every second and goes on every quarter-hour', () => {
    // A moment after the border, then a moment before it: both steps lie within the second interval.
    const read = Array.from({ length: 60 * 60 }, (_, i) => ({
      at: START + i * SECOND,
      kwh: i < 901 ? 0 : i < 1_799 ? 250 : i < 2_702 ? 500 : 750,
    }))
    expect(computeEnergySteps(read, quarterHours(4)).filter(({ coverage }) => coverage === 1)).toEqual([])
    expect(computeEnergySteps(read.slice(0, 901), quarterHours(1))).toEqual([])
  })

  test('is 0 while a counter of a fine resolution does not move', () => {
    const idle = steady(...everyMinute(-20, 20)).map(({ at, kwh }) => ({ at, kwh: Math.max(1_000, kwh) }))
    expectSame(computeEnergySteps(idle, [{ start: START - 5 * MINUTE, end: START + 10 * MINUTE }]), [
      { start: START - 5 * MINUTE, end: START + 10 * MINUTE, energyKwh: 20, coverage: 1 },
    ])
  })

  test('is unknown where there is one reading or none', () => {
    expect(computeEnergySteps([], quarterHours(2))).toEqual([])
    expect(computeEnergySteps(steady(5), quarterHours(2))).toEqual([])
    expect(computeEnergySteps([...steady(0), { at: START + MINUTE, kwh: Number.NaN }], quarterHours(2))).toEqual([])
  })
})

describe('a counter that is followed', () => {
  test('keeps what is needed from a time on and nothing more, and answers the same', () => {
    const all = steady(...everyMinute(0, 3 * 24 * 60))
    const counter = new EnergyCounter()
    for (const { at, kwh } of all) {
      counter.add(at, kwh)
      counter.discardBefore(at - HOUR)
      // Long gone: nothing that is needed depends on it.
      counter.add(START - DAY, 3)
    }
    expect(counter.count).toBeLessThanOrEqual(60 + 15 + 2)
    const span = { start: START + 3 * DAY - HOUR, end: START + 3 * DAY }
    expect(counter.energyOver(span, MINUTE)).toEqual({ energyKwh: 120, knownMs: HOUR, knownUntil: span.end })
  })

  test('answers the same for what is needed, however often it deleted the past', () => {
    fc.assert(
      fc.property(readingsApart(often, 40), (all) => {
        const counter = new EnergyCounter()
        for (const { at, kwh } of all) {
          counter.add(at, kwh)
          counter.discardBefore(at - 10 * MINUTE)
          const span = { start: at - 10 * MINUTE, end: at }
          const known = new EnergyCounter(all.filter((reading) => reading.at <= at))
          expect(counter.energyOver(span, MINUTE)).toEqual(known.energyOver(span, MINUTE))
        }
      }),
      { numRuns: 200 },
    )
  })
})
