import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CounterReading, EnergyCounter, type EnergyStep, energySteps } from './energy-counter.ts'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR, SECOND } from './time.ts'

const START = Date.UTC(2026, 4, 1)
const quarterHours = (count: number): Interval[] =>
  Array.from({ length: count }, (_, i) => ({ start: START + i * QUARTER_HOUR, end: START + (i + 1) * QUARTER_HOUR }))
/** A counter that is read at these minutes after the start, at a steady 120 kW: 2 kWh a minute. */
const steady = (...minutes: number[]): CounterReading[] =>
  minutes.map((minute) => ({ at: START + minute * MINUTE, kwh: 1_000 + 2 * minute }))
const everyMinute = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** Pairs of neighbours, each by itself, with all the others looked at for whether it can be trusted. */
function obviousSteps(readings: readonly CounterReading[], intervals: readonly Interval[]): EnergyStep[] {
  const sorted = [...new Map([...readings].reverse().map((r) => [r.at, r])).values()].sort((a, b) => a.at - b.at)
  const kwh = (i: number) => sorted[i]?.kwh ?? Number.NaN
  const at = (i: number) => sorted[i]?.at ?? Number.NaN
  const falls = sorted.flatMap((_, i) => (kwh(i + 1) < kwh(i) ? [i] : []))
  const between = (from: number, to: number) => sorted.slice(from, to).map((reading) => reading.kwh)
  const isTrusted = (i: number) =>
    kwh(i + 1) >= kwh(i) &&
    !falls.some(
      (j) =>
        j < i &&
        kwh(i + 1) >= kwh(j) &&
        between(j + 1, i + 1).every((value) => value < kwh(j)) &&
        at(i + 1) - at(j) <= QUARTER_HOUR,
    ) &&
    !falls.some(
      (j) =>
        j > i &&
        kwh(i) <= kwh(j + 1) &&
        between(i + 1, j + 1).every((value) => value > kwh(j + 1)) &&
        at(j + 1) - at(i) <= QUARTER_HOUR,
    )
  return intervals.flatMap(({ start, end }) => {
    let [energyKwh, known] = [0, 0]
    for (let i = 0; i + 1 < sorted.length; i++) {
      const ms = Math.min(end, at(i + 1)) - Math.max(start, at(i))
      const length = at(i + 1) - at(i)
      if (ms <= 0 || !isTrusted(i) || (ms < length && length > (end - start) / 10)) continue
      energyKwh += ((kwh(i + 1) - kwh(i)) * ms) / length
      known += ms
    }
    return known > 0 ? [{ start, end, energyKwh, coverage: known / (end - start) }] : []
  })
}

/** Readings up to some minutes apart, some of which fall, are misread or start anew. */
const readings = fc
  .array(
    fc.record({
      seconds: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 1_500 })),
      kwh: fc.integer({ min: 0, max: 40 }),
      event: fc.oneof({ weight: 8, arbitrary: fc.constant('none') }, fc.constantFrom('reset', 'misread', 'high')),
    }),
    { minLength: 2, maxLength: 60 },
  )
  .map((parts) => {
    let [at, count] = [START - 10 * MINUTE, 500]
    return parts.map(({ seconds, kwh, event }) => {
      at += seconds * SECOND
      count = event === 'reset' ? 0 : count + kwh
      return { at, kwh: event === 'misread' ? kwh : event === 'high' ? count + 10_000 : count }
    })
  })
const intervals = fc.constantFrom<Interval[]>(
  quarterHours(16),
  // A sliding hour, every five minutes.
  Array.from({ length: 30 }, (_, i) => ({ start: START + i * 5 * MINUTE, end: START + i * 5 * MINUTE + HOUR })),
)

function expectSame(found: readonly EnergyStep[], wanted: readonly EnergyStep[]) {
  expect(found.map(({ start, end }) => [start, end])).toEqual(wanted.map(({ start, end }) => [start, end]))
  for (const [i, { energyKwh, coverage }] of found.entries()) {
    expect(energyKwh).toBeCloseTo(wanted[i]?.energyKwh ?? Number.NaN, 6)
    expect(coverage).toBeCloseTo(wanted[i]?.coverage ?? Number.NaN, 12)
  }
}

describe('a counter’s energy', () => {
  test('is what each pair of neighbouring readings says by itself', () => {
    fc.assert(
      fc.property(readings, intervals, (all, spans) => expectSame(energySteps(all, spans), obviousSteps(all, spans))),
      { numRuns: 500 },
    )
  })

  test('is never negative, and never of more than the whole interval', () => {
    fc.assert(
      fc.property(readings, intervals, (all, spans) => {
        for (const { energyKwh, coverage } of energySteps(all, spans)) {
          expect(energyKwh).toBeGreaterThanOrEqual(0)
          expect(coverage > 0 && coverage <= 1).toBe(true)
        }
      }),
    )
  })

  test('doesn’t depend on the order in which readings came, nor on how often', () => {
    const shuffled = readings.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    fc.assert(
      fc.property(shuffled, intervals, ([all, mixed], spans) => {
        const counter = new EnergyCounter()
        for (const { at, kwh } of mixed) {
          counter.add(at, kwh)
          // Asked in between, it must not keep what it found.
          counter.over({ start: START, end: START + HOUR }, 90 * SECOND)
        }
        expect(energySteps(mixed, spans)).toEqual(energySteps(all, spans))
        const over = spans.map((span) => counter.over(span, (span.end - span.start) / 10).energyKwh)
        const wanted = new EnergyCounter(all)
        expect(over).toEqual(spans.map((span) => wanted.over(span, (span.end - span.start) / 10).energyKwh))
      }),
    )
  })

  test('is the difference of the readings at the borders, whatever lies between them', () => {
    expect(energySteps(steady(0, 15, 30), quarterHours(2))).toEqual(
      quarterHours(2).map((span) => ({ ...span, energyKwh: 30, coverage: 1 })),
    )
  })

  test('is interpolated at a border between readings that are close', () => {
    const read = steady(...everyMinute(-1, 16).map((minute) => minute + 0.4))
    expectSame(
      energySteps(read, quarterHours(1)),
      quarterHours(1).map((span) => ({ ...span, energyKwh: 30, coverage: 1 })),
    )
  })

  test('of a gap is known as a whole and not by interval', () => {
    // Nothing between minutes 10 and 50: the third interval is unknown, and those beside it in part.
    const read = steady(...everyMinute(0, 10), ...everyMinute(50, 60))
    const [first, last] = [0, 3].map((i) => quarterHours(4)[i]) as [Interval, Interval]
    expectSame(energySteps(read, quarterHours(4)), [
      { ...first, energyKwh: 20, coverage: 10 / 15 },
      { ...last, energyKwh: 20, coverage: 10 / 15 },
    ])
    const hour = { start: START, end: START + HOUR }
    expect(energySteps(read, [hour])).toEqual([{ ...hour, energyKwh: 120, coverage: 1 }])
  })

  test('loses a minute where the counter is reset or rolls over, and counts on from there', () => {
    const read = steady(...everyMinute(0, 15)).map(({ at, kwh }) => ({ at, kwh: kwh < 1_014 ? kwh : kwh - 1_014 }))
    expectSame(energySteps(read, quarterHours(1)), [
      { ...quarterHours(1)[0], energyKwh: 28, coverage: 14 / 15 } as EnergyStep,
    ])
  })

  test.each([
    ['0 for some minutes', 0],
    ['far too much for some minutes', 99_999],
  ])('is not taken from a counter that is misread as %s', (_, misread) => {
    const read = steady(...everyMinute(0, 15)).map(({ at, kwh }, i) => ({ at, kwh: i >= 5 && i < 8 ? misread : kwh }))
    // From minute 4 to 8; while it is misread it stands still.
    const [step] = energySteps(read, quarterHours(1))
    expect(step?.energyKwh).toBe(2 * (4 + 7))
    expect(step?.coverage).toBeCloseTo((4 + 2 + 7) / 15, 12)
  })

  test('is unknown where there is one reading or none', () => {
    expect(energySteps([], quarterHours(2))).toEqual([])
    expect(energySteps(steady(5), quarterHours(2))).toEqual([])
    expect(energySteps([...steady(0), { at: START + MINUTE, kwh: Number.NaN }], quarterHours(2))).toEqual([])
  })
})

describe('a counter that is followed', () => {
  test('keeps what is needed from a time on and nothing more, and says the same', () => {
    const all = steady(...everyMinute(0, 3 * 24 * 60))
    const counter = new EnergyCounter()
    for (const { at, kwh } of all) {
      counter.add(at, kwh)
      counter.keepFrom(at - HOUR)
      // Long gone: it says nothing of what is needed.
      counter.add(START - DAY, 3)
    }
    expect(counter.count).toBeLessThanOrEqual(60 + 15 + 2)
    const span = { start: START + 3 * DAY - HOUR, end: START + 3 * DAY }
    expect(counter.over(span, MINUTE)).toEqual({ energyKwh: 120, knownMs: HOUR, knownUntil: span.end })
  })

  test('says the same of what is needed, however often it let go of the past', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const counter = new EnergyCounter()
        for (const { at, kwh } of all) {
          counter.add(at, kwh)
          counter.keepFrom(at - QUARTER_HOUR)
        }
        const end = all.at(-1)?.at ?? START
        const span = { start: end - QUARTER_HOUR, end }
        expect(counter.over(span, MINUTE)).toEqual(new EnergyCounter(all).over(span, MINUTE))
      }),
      { numRuns: 500 },
    )
  })
})
