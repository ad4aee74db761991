import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR, type Interval, MINUTE, SECOND } from '../time/time.ts'
import { SampleAndHold } from './sample-and-hold.ts'

const START = Date.UTC(2026, 4, 1)

interface PowerSample {
  readonly at: number
  readonly kw: number
  readonly periodMs: number
}
/** Samples at any second, of two kinds of meters, exporting at times, and some that can't be trusted. */
const samples = fc.uniqueArray(
  fc.record({
    at: fc.integer({ min: -100, max: 900 }).map((seconds) => START + seconds * SECOND),
    kw: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -300, max: 900 }) }, fc.constant(Number.NaN)),
    periodMs: fc.constantFrom(SECOND, 10 * SECOND, 5 * MINUTE),
  }),
  { selector: ({ at }) => at, maxLength: 120 },
)
const span: fc.Arbitrary<Interval> = fc
  .tuple(fc.integer({ min: -50, max: 800 }), fc.integer({ min: 0, max: 500 }))
  .map(([from, length]) => ({ start: START + from * SECOND, end: START + (from + length) * SECOND }))

/** Second by second: the newest sample before it holds, for a period and a half. */
function obviousEnergy(all: readonly PowerSample[], { start, end }: Interval) {
  let [kwMs, knownMs] = [0, 0]
  for (let half = start; half < end; half += SECOND / 2) {
    const standing = all.reduce<PowerSample | null>(
      (best, each) => (each.at <= half && each.at > (best?.at ?? Number.NEGATIVE_INFINITY) ? each : best),
      null,
    )
    if (standing === null || half >= standing.at + 1.5 * standing.periodMs || Number.isNaN(standing.kw)) continue
    kwMs += Math.max(0, standing.kw) * (SECOND / 2)
    knownMs += SECOND / 2
  }
  return { kwMs, knownMs }
}
const held = (all: readonly PowerSample[]) => {
  const made = new SampleAndHold()
  for (const { at, kw, periodMs } of all) made.add(at, kw, periodMs)
  return made
}

describe('power that is held', () => {
  test('is what an obvious computation gives, over any span', () => {
    fc.assert(
      fc.property(samples, span, (all, over) => {
        expect(held(all).energyOver(over)).toEqual(obviousEnergy(all, over))
      }),
      { numRuns: 200 },
    )
  })

  test('doesn’t depend on the order of the samples, on doubles, or on what was read in between', () => {
    const mixed = samples.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
    )
    fc.assert(
      fc.property(mixed, span, ([all, shuffled], over) => {
        const made = new SampleAndHold()
        for (const { at, kw, periodMs } of shuffled) {
          made.add(at, kw, periodMs)
          made.energyOver(over)
        }
        expect(made.count).toBe(all.length)
        expect(made.energyOver(over)).toEqual(obviousEnergy(all, over))
      }),
      { numRuns: 100 },
    )
  })

  test('is the same from a time on when all that isn’t needed for it was deleted, whichever samples are late', () => {
    const mixed = samples.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(mixed, span, ([all, shuffled], over) => {
        const made = new SampleAndHold()
        for (const [i, { at, kw, periodMs }] of shuffled.entries()) {
          if (i === Math.floor(shuffled.length / 2)) made.discardBefore(over.start)
          made.add(at, kw, periodMs)
        }
        expect(made.energyOver(over)).toEqual(obviousEnergy(all, over))
        const needed = all.filter(({ at }) => at > over.start).length
        if (shuffled.length > 1) expect(made.count).toBeLessThanOrEqual(needed + 1)
      }),
      { numRuns: 200 },
    )
  })

  test('is kept no longer than it is needed', () => {
    const made = new SampleAndHold()
    for (let at = START; at < START + 24 * HOUR; at += SECOND) {
      made.add(at, 100, SECOND)
      if (at % MINUTE === 0) made.discardBefore(at - HOUR)
    }
    expect(made.count).toBeLessThanOrEqual(HOUR / SECOND + 60)
  })
})
