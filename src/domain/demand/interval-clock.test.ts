import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daySpan, monthSpan } from '../time/calendar.ts'
import { DAY, HOUR, type Interval, MINUTE } from '../time/time.ts'
import { createLocalTime } from '../time/time-zone.ts'
import type { DemandRule } from './demand-interval.ts'
import { createIntervalClock } from './interval-clock.ts'

const utc = (text: string) => Date.parse(text)
const fixed = (minutes: 15 | 30 | 60): DemandRule => ({ kind: 'fixed', minutes, stepMinutes: minutes })
const sliding = (minutes: 15 | 30 | 60, stepMinutes: 1 | 5 | 15 | 30): DemandRule => ({
  kind: 'sliding',
  minutes,
  stepMinutes,
})
const RULES = [
  ...([15, 30, 60] as const).map(fixed),
  sliding(15, 1),
  sliding(15, 5),
  sliding(30, 5),
  sliding(30, 15),
  sliding(60, 1),
  sliding(60, 15),
  sliding(60, 30),
]
/** Zones, each with a day on which its clock is put forward, put back, or neither. */
const DAYS = [
  ['Europe/Berlin', '2026-03-29T00:00Z'],
  ['Europe/Berlin', '2026-10-25T00:00Z'],
  ['Asia/Kathmandu', '2026-05-01T12:00Z'],
  ['Asia/Kolkata', '2026-05-01T12:00Z'],
  ['Australia/Lord_Howe', '2026-04-04T12:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T12:00Z'],
  ['Pacific/Chatham', '2026-04-04T12:00Z'],
  ['Pacific/Chatham', '2026-09-26T12:00Z'],
  ['America/St_Johns', '2026-03-08T04:00Z'],
  ['America/Sao_Paulo', '2018-11-04T00:00Z'],
  ['Antarctica/Troll', '2026-10-25T00:00Z'],
] as const

const rule = fc.constantFrom(...RULES)
const place = fc
  .tuple(fc.constantFrom(...DAYS), fc.integer({ min: -12 * 3600, max: 18 * 3600 }))
  .map(([[zone, day], seconds]) => ({ zone, at: utc(day) + seconds * 1_000 }))

/** Minutes at which a block ends: the clock shows a multiple of the step, or has just been put forward or back. */
function isBorder(minute: number, stepMinutes: number, zone: string): boolean {
  const wall = (at: number) => createLocalTimeOf(zone)(at)
  return wall(minute) % (stepMinutes * MINUTE) === 0 || wall(minute) - wall(minute - MINUTE) !== MINUTE
}
const made = new Map<string, ReturnType<typeof createLocalTime>>()
function createLocalTimeOf(zone: string) {
  const local = made.get(zone) ?? createLocalTime(zone)
  made.set(zone, local)
  return local
}

/** Minute by minute. */
function obviousInterval({ kind, minutes, stepMinutes }: DemandRule, zone: string, at: number): Interval {
  const minute = Math.floor(at / MINUTE) * MINUTE
  let end = minute + MINUTE
  while (!isBorder(end, stepMinutes, zone)) end += MINUTE
  if (kind === 'sliding') return { start: end - minutes * MINUTE, end }
  let start = minute
  while (!isBorder(start, stepMinutes, zone)) start -= MINUTE
  return { start, end }
}

describe('the interval that a time lies in', () => {
  test('is the one that walking from minute to minute finds', () => {
    fc.assert(
      fc.property(rule, place, (demandRule, { zone, at }) => {
        expect(createIntervalClock(demandRule, zone).intervalAt(at)).toEqual(obviousInterval(demandRule, zone, at))
      }),
      { numRuns: 500 },
    )
  })

  test('holds it, is never longer than its rule allows, and only a fixed one is ever shorter', () => {
    fc.assert(
      fc.property(rule, place, (demandRule, { zone, at }) => {
        const { start, end } = createIntervalClock(demandRule, zone).intervalAt(at)
        expect(start <= at && at < end).toBe(true)
        if (demandRule.kind === 'sliding') expect(end - start).toBe(demandRule.minutes * MINUTE)
        else expect(end - start).toBeLessThanOrEqual(demandRule.minutes * MINUTE)
        expect(end - at).toBeLessThanOrEqual(demandRule.stepMinutes * MINUTE)
      }),
      { numRuns: 300 },
    )
  })

  test.each([
    ['Asia/Kathmandu', fixed(60), '2026-05-01T12:00Z', '2026-05-01T11:15Z', '2026-05-01T12:15Z'],
    ['Asia/Kolkata', fixed(60), '2026-05-01T12:00Z', '2026-05-01T11:30Z', '2026-05-01T12:30Z'],
    ['Asia/Kolkata', fixed(30), '2026-05-01T12:00Z', '2026-05-01T12:00Z', '2026-05-01T12:30Z'],
    // Put back from 2:00 to 1:30, and forward from 2:00 to 2:30.
    ['Australia/Lord_Howe', fixed(60), '2026-04-04T15:00Z', '2026-04-04T15:00Z', '2026-04-04T15:30Z'],
    ['Australia/Lord_Howe', fixed(60), '2026-10-03T15:30Z', '2026-10-03T15:30Z', '2026-10-03T16:00Z'],
    ['Europe/Berlin', sliding(30, 5), '2026-05-01T12:04Z', '2026-05-01T11:35Z', '2026-05-01T12:05Z'],
    ['Europe/Berlin', sliding(30, 5), '2026-05-01T12:05Z', '2026-05-01T11:40Z', '2026-05-01T12:10Z'],
  ])('of %s by %o at %s is from %s to %s', (zone, demandRule, at, start, end) => {
    expect(createIntervalClock(demandRule, zone).intervalAt(utc(at))).toEqual({ start: utc(start), end: utc(end) })
  })
})

describe('the intervals of a span', () => {
  test('are those that start in it, each once and in order', () => {
    fc.assert(
      fc.property(rule, place, fc.integer({ min: 0, max: 20 * 3600 }), (demandRule, { zone, at }, seconds) => {
        const span = { start: at, end: at + seconds * 1_000 }
        const obvious: Interval[] = []
        for (let minute = at - HOUR; minute < span.end + 2 * HOUR; minute += MINUTE) {
          const interval = obviousInterval(demandRule, zone, minute)
          if (interval.start < span.start || interval.start >= span.end) continue
          if (obvious.at(-1)?.start !== interval.start) obvious.push(interval)
        }
        expect(createIntervalClock(demandRule, zone).intervalsWithin(span)).toEqual(obvious)
      }),
      { numRuns: 60 },
    )
  })

  test('cover a month without gap or overlap where they are fixed', () => {
    for (const zone of new Set(DAYS.map(([name]) => name))) {
      const span = monthSpan('2026-10', zone)
      for (const minutes of [15, 30, 60] as const) {
        const found = createIntervalClock(fixed(minutes), zone).intervalsWithin(span)
        expect([found[0]?.start, found.at(-1)?.end]).toEqual([span.start, span.end])
        expect(found.every(({ start }, i) => i === 0 || start === found[i - 1]?.end)).toBe(true)
      }
    }
  })

  test.each([
    ['Europe/Berlin', '2026-03-29', 92],
    ['Europe/Berlin', '2026-10-25', 100],
    ['Australia/Lord_Howe', '2026-04-05', 98],
    ['Asia/Kathmandu', '2026-10-25', 96],
  ])('of a day in %s, %s, are %d quarter-hours', (zone, day, count) => {
    expect(createIntervalClock(fixed(15), zone).intervalsWithin(daySpan(day, zone))).toHaveLength(count)
  })

  test('of a year are found in well under a second', () => {
    const span = { start: utc('2026-01-01T00:00Z'), end: utc('2026-01-01T00:00Z') + 365 * DAY }
    // Time of the processor: other tests may run beside this one.
    const before = process.cpuUsage()
    const found = createIntervalClock(fixed(15), 'Australia/Lord_Howe').intervalsWithin(span)
    const ms = process.cpuUsage(before).user / 1_000
    expect(found).toHaveLength(365 * 96)
    expect(ms).toBeLessThan(700)
  })
})
