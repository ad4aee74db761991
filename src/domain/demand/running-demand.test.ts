import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, QUARTER_HOUR, SECOND } from '../time/time.ts'
import type { DemandRule, RunningDemand } from './demand-interval.ts'
import { computeEnergySteps } from './energy-counter.ts'
import { createIntervalClock, type IntervalClock } from './interval-clock.ts'
import { computeIntervalDemand } from './interval-demand.ts'
import { createRunningDemandTracker, type DemandTarget, type RunningDemandTracker } from './running-demand.ts'

const START = Date.UTC(2026, 4, 1)
const FIXED: DemandRule = { kind: 'fixed', minutes: 15, stepMinutes: 15 }
const SLIDING: DemandRule = { kind: 'sliding', minutes: 60, stepMinutes: 5 }
const NO_TARGET: DemandTarget = { targetKw: null, targetIs: null, billedPeakKw: null }
const target = (targetKw: number): DemandTarget => ({ targetKw, targetIs: 'setpoint', billedPeakKw: 900 })
const fixed = createIntervalClock(FIXED, 'Asia/Kathmandu')
const sliding = createIntervalClock(SLIDING, 'Asia/Kathmandu')

interface PowerSample {
  readonly at: number
  readonly kw: number
}
/** Samples of a meter that is read every ten seconds, some missing, over half an hour before `START` and an hour after. */
const PERIOD = 10 * SECOND
const samples: fc.Arbitrary<PowerSample[]> = fc
  .array(fc.option(fc.integer({ min: -100, max: 1_000 }), { freq: 5 }), { minLength: 540, maxLength: 540 })
  .map((powers) =>
    powers.flatMap((kw, i) => (kw === null ? [] : [{ at: START - 30 * MINUTE + i * PERIOD + 3 * SECOND, kw }])),
  )
const clock = fc.constantFrom(fixed, sliding)
const when = fc.integer({ min: 0, max: 59 * 60 }).map((seconds) => START + seconds * SECOND)

function feed(tracker: RunningDemandTracker, all: readonly PowerSample[]): RunningDemandTracker {
  for (const { at, kw } of all) tracker.addPower(at, kw, PERIOD)
  return tracker
}

/** Mean import over [from, to) and how many ms are known, second by second. */
function obviousMean(all: readonly PowerSample[], from: number, to: number) {
  let [sum, known] = [0, 0]
  for (let second = from; second < to; second += SECOND) {
    const standing = all.findLast(({ at }) => at <= second)
    if (standing === undefined || second >= standing.at + 1.5 * PERIOD) continue
    sum += Math.max(0, standing.kw)
    known += 1
  }
  return { mean: known === 0 ? null : sum / known, known }
}

/** As it would be explained: powers in kW, times in seconds. */
function obviousRunning(of: IntervalClock, all: readonly PowerSample[], at: number, targetKw: number) {
  const { start, end } = of.intervalAt(at)
  const { mean, known } = obviousMean(all, start, at)
  const nowKw = obviousMean(all, at - MINUTE, at).mean
  const [past, rest] = [(at - start) / SECOND, (end - at) / SECOND]
  const endsAt = (restKw: number) => ((mean ?? 0) * known + restKw * rest) / (known + rest)
  const mayAverageKw = (targetKw * (known + rest) - (mean ?? 0) * known) / rest
  return {
    start,
    end,
    meanKw: mean,
    coverage: past === 0 ? 1 : known / past,
    nowKw,
    endsAtKw: nowKw === null ? null : endsAt(nowKw),
    mayAverageKw: known === 0 && past > 0 ? null : mayAverageKw,
    crosses: mayAverageKw < 0 || (nowKw !== null && endsAt(nowKw) > targetKw),
  }
}

function expectNear(value: number | null | undefined, expected: number | null) {
  if (expected === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(expected, 6)
}

describe('the running interval', () => {
  test('is where a simple computation puts it', () => {
    fc.assert(
      fc.property(samples, clock, when, fc.integer({ min: 1, max: 900 }), (all, of, at, targetKw) => {
        const running = feed(createRunningDemandTracker(of), all).runningDemandAt(at, target(targetKw))
        const expected = obviousRunning(of, all, at, targetKw)
        expect(running).toMatchObject({ start: expected.start, end: expected.end, at, targetKw, origin: 'power' })
        for (const name of ['meanKw', 'coverage', 'nowKw', 'endsAtKw', 'mayAverageKw'] as const)
          expectNear(running[name], expected[name])
        if (Math.abs((expected.endsAtKw ?? 0) - targetKw) > 1e-3 && expected.mayAverageKw !== null)
          expect(running.crossesAt !== null).toBe(expected.crosses)
      }),
      { numRuns: 60 },
    )
  })

  test('doesn’t depend on the order of the samples, on doubles, or on when it was computed', () => {
    const mixed = samples.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    fc.assert(
      fc.property(mixed, clock, when, ([all, shuffled], of, at) => {
        const inOrder = feed(createRunningDemandTracker(of), all).runningDemandAt(at, target(500))
        const tracker = createRunningDemandTracker(of)
        for (const [i, { at: sampleAt, kw }] of shuffled.entries()) {
          tracker.addPower(sampleAt, kw, PERIOD)
          tracker.addCounterReading(sampleAt, sampleAt / HOUR)
          // The plant's time goes on while samples are late.
          if (i % 50 === 0) tracker.runningDemandAt(at - (shuffled.length - i) * SECOND, NO_TARGET)
        }
        const counted = createRunningDemandTracker(of)
        for (const { at: sampleAt, kw } of all) {
          counted.addPower(sampleAt, kw, PERIOD)
          counted.addCounterReading(sampleAt, sampleAt / HOUR)
        }
        expect(tracker.runningDemandAt(at, target(500))).toEqual(counted.runningDemandAt(at, target(500)))
        expect(feed(createRunningDemandTracker(of), shuffled).runningDemandAt(at, target(500))).toEqual(inOrder)
      }),
      { numRuns: 60 },
    )
  })

  test('ends at what the closed interval has, by power and by counter', () => {
    fc.assert(
      fc.property(samples, clock, fc.boolean(), (all, of, hasCounter) => {
        const tracker = feed(createRunningDemandTracker(of), all)
        const interval = of.intervalAt(START + 40 * MINUTE)
        const steps = all.map(({ at, kw }, i) => ({
          start: at,
          end: Math.min(at + 1.5 * PERIOD, all[i + 1]?.at ?? Number.POSITIVE_INFINITY),
          importKw: Math.max(0, kw),
          coverage: 1,
        }))
        const readings = Array.from({ length: 91 }, (_, i) => ({ at: START + (i - 30) * MINUTE, kwh: 7 * i }))
        if (hasCounter) for (const { at, kwh } of readings) tracker.addCounterReading(at, kwh)
        const counter = hasCounter ? computeEnergySteps(readings, [interval]) : null
        const [closed] = computeIntervalDemand([interval], steps, null, counter)
        const running = tracker.runningDemandAt(interval.end - 1, NO_TARGET)
        expect(running.origin).toBe(hasCounter ? 'counter' : 'power')
        expect(closed?.origin).toBe(running.origin)
        expect(Math.abs((running.meanKw ?? Number.NaN) - (closed?.meanKw ?? Number.NaN))).toBeLessThan(0.01)
        expect(running.coverage).toBeCloseTo(closed?.coverage ?? Number.NaN, 4)
      }),
      { numRuns: 60 },
    )
  })

  test('has what the rest may average, and when the target is crossed', () => {
    const tracker = createRunningDemandTracker(fixed)
    for (let at = START; at < START + 10 * MINUTE; at += PERIOD) tracker.addPower(at, 600, PERIOD)
    const running = tracker.runningDemandAt(START + 10 * MINUTE, target(500))
    expect(running).toEqual({
      start: START,
      end: START + QUARTER_HOUR,
      at: START + 10 * MINUTE,
      meanKw: 600,
      coverage: 1,
      nowKw: 600,
      endsAtKw: 600,
      targetKw: 500,
      targetIs: 'setpoint',
      billedPeakKw: 900,
      // 500 kW over 15 min are 125 kWh: 100 are used, 25 are left for 5 min, and last 2.5 min at 600 kW.
      mayAverageKw: 300,
      crossesAt: START + 12.5 * MINUTE,
      origin: 'power',
    } satisfies RunningDemand)
    expect(tracker.runningDemandAt(START + 10 * MINUTE, target(601)).crossesAt).toBeNull()
    expect(tracker.runningDemandAt(START + 10 * MINUTE, target(300))).toMatchObject({
      mayAverageKw: -300,
      crossesAt: START + 10 * MINUTE,
    })
  })

  test('is what is known of it: a gap is in neither what is used nor what is allowed', () => {
    const tracker = createRunningDemandTracker(fixed)
    for (let at = START; at < START + 5 * MINUTE; at += SECOND) tracker.addPower(at, 400, SECOND)
    for (let at = START + 9 * MINUTE; at < START + 10 * MINUTE; at += SECOND) tracker.addPower(at, 1_000, SECOND)
    const running = tracker.runningDemandAt(START + 10 * MINUTE, target(500))
    expect(running.meanKw).toBeCloseTo(500, 0)
    expect(running.coverage).toBeCloseTo(0.6, 2)
    // 6 min at 500 kW on average, then 5 at 1,000.
    expect(running.endsAtKw).toBeCloseTo((6 * 500 + 5 * 1_000) / 11, 0)
    expect(running.mayAverageKw).toBeCloseTo(500, 0)
  })

  test('is null where nothing is known of it, and has no target where there is none', () => {
    const tracker = createRunningDemandTracker(fixed)
    const nothing = { meanKw: null, coverage: 0, nowKw: null, endsAtKw: null, mayAverageKw: null, crossesAt: null }
    expect(tracker.runningDemandAt(START + MINUTE, target(500))).toMatchObject({
      ...nothing,
      targetKw: 500,
      origin: 'power',
    })
    tracker.addPower(START, 300, SECOND)
    expect(tracker.runningDemandAt(START + SECOND, NO_TARGET)).toMatchObject({
      meanKw: 300,
      nowKw: 300,
      endsAtKw: 300,
      targetKw: null,
      mayAverageKw: null,
      crossesAt: null,
    })
  })

  test('has all of its target left in the moment that it begins', () => {
    const tracker = createRunningDemandTracker(fixed)
    for (let at = START - MINUTE; at < START; at += SECOND) tracker.addPower(at, 300, SECOND)
    expect(tracker.runningDemandAt(START, target(500))).toMatchObject({
      start: START,
      meanKw: null,
      coverage: 1,
      nowKw: 300,
      endsAtKw: 300,
      mayAverageKw: 500,
      crossesAt: null,
    })
  })
})

describe('a counter', () => {
  /** Read every minute; power every second gives 5 % more. */
  function followed(until: number, readUntil: number): RunningDemandTracker {
    const tracker = createRunningDemandTracker(fixed)
    for (let at = START; at < until; at += SECOND) tracker.addPower(at, 630, SECOND)
    for (let at = START; at <= readUntil; at += MINUTE) tracker.addCounterReading(at, 50 + (600 * (at - START)) / HOUR)
    return tracker
  }

  test('is taken up to its newest reading, and power from there on', () => {
    const at = START + 9 * MINUTE + 30 * SECOND
    const running = followed(at, at).runningDemandAt(at, NO_TARGET)
    expect(running).toMatchObject({ origin: 'counter', coverage: 1, nowKw: 630 })
    expect(running.meanKw).toBeCloseTo((9 * 600 + 0.5 * 630) / 9.5, 9)
  })

  test('is replaced by power where it was not read for a while, or fell', () => {
    const at = START + 9 * MINUTE
    expect(followed(at, START + 5 * MINUTE).runningDemandAt(at, NO_TARGET)).toMatchObject({
      origin: 'power',
      meanKw: 630,
    })
    const fell = followed(at, at)
    fell.addCounterReading(START + 5.5 * MINUTE, 0)
    expect(fell.runningDemandAt(at, NO_TARGET)).toMatchObject({ origin: 'power', meanKw: 630 })
  })

  test('that counts in steps, sent every second, doesn’t make the mean jump; one that counts once in a while is no help', () => {
    const run = (kwh: number, origin: RunningDemand['origin']) => {
      const tracker = createRunningDemandTracker(fixed)
      for (let at = START - 30 * MINUTE; at < START + 12 * MINUTE; at += SECOND) {
        tracker.addPower(at, 600, SECOND)
        tracker.addCounterReading(at, kwh * Math.floor((600 * (at - START + HOUR)) / HOUR / kwh))
        if (at < START + 30 * SECOND) continue
        const { meanKw } = tracker.runningDemandAt(at + SECOND, NO_TARGET)
        expect(Math.abs((meanKw ?? Number.NaN) - 600)).toBeLessThan(20)
      }
      expect(tracker.runningDemandAt(START + 12 * MINUTE, NO_TARGET).origin).toBe(origin)
    }
    run(1, 'counter')
    run(150, 'power')
  })

  test('gives the power where no meter measures power', () => {
    const tracker = createRunningDemandTracker(fixed)
    for (let at = START; at <= START + 9 * MINUTE; at += MINUTE)
      tracker.addCounterReading(at, (600 * (at - START)) / HOUR)
    const running = tracker.runningDemandAt(START + 9 * MINUTE, target(500))
    expect(running).toMatchObject({ origin: 'counter', meanKw: 600, nowKw: 600, endsAtKw: 600, mayAverageKw: 350 })
  })
})

describe('a tracker', () => {
  test('goes on after a sample, or a moment, that was far in the future', () => {
    const tracker = createRunningDemandTracker(fixed)
    tracker.addPower(START + 400 * DAY, 5, SECOND)
    tracker.addCounterReading(START + 400 * DAY, 5)
    for (let at = START; at < START + 2 * MINUTE; at += SECOND) tracker.addPower(at, 300, SECOND)
    expect(tracker.runningDemandAt(START + 2 * MINUTE, NO_TARGET)).toMatchObject({ meanKw: 300, coverage: 1 })
    tracker.runningDemandAt(START + 400 * DAY, NO_TARGET)
    tracker.runningDemandAt(START + 2 * MINUTE, NO_TARGET)
    for (let at = START + 2 * MINUTE; at < START + 4 * MINUTE; at += SECOND) tracker.addPower(at, 300, SECOND)
    const running = tracker.runningDemandAt(START + 4 * MINUTE, NO_TARGET)
    expect(running).toMatchObject({ meanKw: 300, nowKw: 300 })
    // Samples of before that moment are gone, and those of after it are kept.
    expect(running.coverage).toBeCloseTo(0.5, 1)
  })

  test.each([
    ['asked every second', 1],
    ['never asked', Number.POSITIVE_INFINITY],
  ])('doesn’t grow over days, %s', (_, every) => {
    const tracker = createRunningDemandTracker(
      createIntervalClock({ kind: 'sliding', minutes: 60, stepMinutes: 1 }, 'UTC'),
    )
    const run = (from: number, hours: number) => {
      for (let i = 0; i < (hours * HOUR) / SECOND; i++) {
        const at = from + i * SECOND
        tracker.addPower(at, i % 500, SECOND)
        tracker.addCounterReading(at, i / 10)
        if (i % every === 0) tracker.runningDemandAt(at, NO_TARGET)
      }
    }
    const used = () => {
      globalThis.gc?.()
      return process.memoryUsage().heapUsed
    }
    run(START, 3)
    const before = used()
    run(START + 3 * HOUR, 36)
    // 36 hours of samples and readings would be 5 MB.
    expect(used() - before).toBeLessThan(1.5e6)
    expect(tracker.runningDemandAt(START + 39 * HOUR, NO_TARGET)).toMatchObject({ coverage: 1 })
  })
})
