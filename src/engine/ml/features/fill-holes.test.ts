import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../../domain/forecast/forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'
import { describeUnreadableWindow, fillHoles, prepareWindow, requireSomeLoad, weekMeanKw } from './fill-holes.ts'
import { createModelLayout } from './layout.ts'

type Load = (number | null)[]

const layout = createModelLayout('nextHour')
const hourly = createModelLayout('nextDay', HOUR)
/** Each quarter-hour of the week has a load of its own, the same every week. */
const weekly = (length = HISTORY_STEPS): Load => Array.from({ length }, (_, i) => 400 + (i % 672))

function withHoles(load: Load, ...spans: (readonly [from: number, to: number])[]): Load {
  return load.map((kw, i) => (spans.some(([from, to]) => i >= from && i < to) ? null : kw))
}

describe('holes are closed', () => {
  test('up to an hour between two known steps with a straight line', () => {
    const { loadKw } = fillHoles(withHoles([10, 0, 0, 0, 0, 20, 30], [1, 5]), layout)
    expect([...loadKw]).toEqual([10, 12, 14, 16, 18, 20, 30])
    // An hour is one step where steps are hours.
    expect([...fillHoles([10, null, 20, null, null, 30], hourly).loadKw.subarray(0, 4)]).toEqual([
      10,
      15,
      20,
      Number.NaN,
    ])
  })

  test('longer ones with the same time last week, or yesterday where last week isn’t known', () => {
    const load = weekly().map((kw, i) => (kw ?? 0) + (i < 672 ? 0 : 1000))
    const closed = fillHoles(withHoles(load, [700, 710]), layout).loadKw
    expect(closed[700]).toBe(load[28])
    expect(closed[709]).toBe(load[37])
    const early = fillHoles(withHoles(load, [200, 210]), layout).loadKw
    expect(early[200]).toBe(load[104])
    // Last week had a hole itself, and was closed with yesterday.
    const twice = fillHoles(withHoles(weekly(800), [100, 110], [772, 782]), layout).loadKw
    expect(twice[772]).toBe(400 + 4)
  })

  test('a whole week of them with the week before', () => {
    const load = weekly(2 * 672 + 50)
    const closed = fillHoles(withHoles(load, [672, 2 * 672]), layout).loadKw
    expect([...closed]).toEqual(load)
  })

  test('not where nothing lies before them', () => {
    const { loadKw } = fillHoles(withHoles(weekly(), [0, 3], [40, 50]), layout)
    expect([...loadKw.subarray(0, 4)]).toEqual([Number.NaN, Number.NaN, Number.NaN, 403])
    expect(loadKw[45]).toBeNaN()
    expect([...fillHoles([null, null], layout).loadKw]).toEqual([Number.NaN, Number.NaN])
    expect([...fillHoles([], layout).loadKw]).toEqual([])
  })

  test('and counted: how many lie before each step, and before the end', () => {
    expect([...fillHoles([null, 1, null, null, 2], layout).holesBefore]).toEqual([0, 1, 1, 2, 3, 3])
    expect([...fillHoles([1, null], layout).holesBefore]).toEqual([0, 0, 1])
  })

  test('from what was known before their end alone, and nothing that is known is changed', () => {
    const loads = fc.array(fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -900, max: 900 }) }, fc.constant(null)), {
      minLength: 1,
      maxLength: 300,
      size: 'max',
    })
    fc.assert(
      fc.property(loads, fc.nat({ max: 299 }), (load, place) => {
        const whole = fillHoles(load, hourly)
        load.forEach((kw, i) => {
          if (kw !== null) expect(whole.loadKw[i]).toBe(kw)
        })
        const at = Math.min(place, load.length)
        // A window that could be read ends with a step that is known.
        if (at === 0 || load[at - 1] === null) return
        const cut = fillHoles(load.slice(0, at), hourly)
        expect([...cut.loadKw]).toEqual([...whole.loadKw.subarray(0, at)])
        expect([...cut.holesBefore]).toEqual([...whole.holesBefore.subarray(0, at + 1)])
      }),
    )
  })
})

describe('a window is refused', () => {
  const reasonOf = (load: Load, at = load.length) => describeUnreadableWindow(fillHoles(load, layout), at, layout)

  test('where less than 8 days are known before it', () => {
    expect(reasonOf(weekly(12))).toBe('The model needs 8 days of load, and knows 3 h.')
    expect(reasonOf(weekly(767))).toBe('The model needs 8 days of load, and knows 7 d 23 h.')
    expect(reasonOf(weekly())).toBeNull()
    expect(reasonOf(weekly(1000), 767)).toBe('The model needs 8 days of load, and knows 7 d 23 h.')
    expect(reasonOf(weekly(1000), 768)).toBeNull()
  })

  test('where more than a sixteenth of it is missing', () => {
    expect(reasonOf(withHoles(weekly(), [700, 748]))).toBeNull()
    expect(reasonOf(withHoles(weekly(), [700, 749]))).toBe('49 of the last 768 steps of load are missing.')
    const comb = weekly().map((kw, i) => (i % 10 === 5 ? null : kw))
    expect(reasonOf(comb)).toBe('77 of the last 768 steps of load are missing.')
    // What was missing before it doesn't count.
    expect(reasonOf(withHoles(weekly(1400), [0, 600]))).toBeNull()
  })

  test('where the last step before it is missing: there is no now', () => {
    expect(reasonOf(withHoles(weekly(), [767, 768]))).toBe('The load of the last step before the forecast is missing.')
  })

  test('where the load stood still for longer than in the model’s training, as long as that lies in its 8 days', () => {
    const load = weekly(1000).map((kw, i) => (i >= 100 && i < 197 ? 0 : kw))
    const at = (step: number, longest: number | null) =>
      describeUnreadableWindow(fillHoles(load, layout), step, layout, longest)
    expect(at(900, 96)).toBe(
      'The load stood still for over a day within the last 8 days, which the model has never seen.',
    )
    expect(at(900, 97)).toBeNull()
    expect(at(900, null)).toBeNull()
    // The last step of the outage has left the window.
    expect(at(197 + 767, 96)).not.toBeNull()
    expect(at(197 + 768, 96)).toBeNull()
  })

  test('where holes have nothing before them to be closed with', () => {
    expect(reasonOf(withHoles(weekly(), [0, 1]))).toBe(
      'Holes in the load can’t be closed: there is nothing before them.',
    )
    expect(reasonOf(withHoles(weekly(), [20, 30]))).toContain('can’t be closed')
    expect(reasonOf(withHoles(weekly(), [20, 24]))).toBeNull()
  })
})

describe('the past that a model may read', () => {
  const read = (loadKw: Load, { zone = 'UTC', scale = null as number | null } = {}) =>
    prepareWindow({ loadKw, zone }, layout, scale)

  test('is the whole load, and of a longer one its end', () => {
    const past = read([9_999, ...weekly()])
    expect(past).toMatchObject({ kind: 'usable', scaleKw: 400 + 671 / 2 })
    expect(past.kind === 'usable' && [...past.loadKw]).toEqual(weekly())
  })

  test('is measured by the model’s own scale where it has one, whatever the load', () => {
    for (const load of [weekly(), weekly().map(() => 0), weekly().map((kw) => -(kw ?? 0))]) {
      expect(read(load, { scale: 250 })).toMatchObject({ kind: 'usable', scaleKw: 250 })
    }
  })

  test('is none where the scale is the last week’s mean and that is next to nothing', () => {
    const zeros = weekly().map((kw, i) => (i < 96 ? kw : 0))
    const balanced = weekly().map((_, i) => (i % 2 === 0 ? 100 : -100))
    const exporting = weekly().map((kw) => -(kw ?? 0))
    for (const load of [weekly().map(() => 0), zeros, balanced, exporting]) {
      expect(read(load)).toEqual({
        kind: 'unusable',
        reason: "The last week's mean load is too near zero to scale by.",
      })
    }
  })

  test('is none in a zone that isn’t one, or where the window is refused', () => {
    expect(read(weekly(), { zone: 'Mars/Olympus' })).toMatchObject({
      kind: 'unusable',
      reason: expect.stringContaining('“Mars/Olympus” is no IANA time zone'),
    })
    expect(read(weekly(5))).toMatchObject({ kind: 'unusable', reason: expect.stringContaining('needs 8 days') })
    expect(read(weekly().map(() => null))).toMatchObject({
      kind: 'unusable',
      reason: '768 of the last 768 steps of load are missing.',
    })
  })

  test('the week’s mean is of the week before a step, and of nothing at or after it', () => {
    const load = Float64Array.from({ length: 900 }, (_, i) => (i < 768 ? 100 + (i % 2) : 1000))
    expect(weekMeanKw(load, 768, layout)).toBe(100.5)
    expect(weekMeanKw(load, 769, layout)).toBeGreaterThan(101)
    load[400] = Number.NaN
    expect(weekMeanKw(load, 768, layout)).toBeNull()
  })
})

test('a load without a value has no forecast', () => {
  expect(() => requireSomeLoad({ loadKw: [null, null] })).toThrow('at least one quarter-hour')
  expect(() => requireSomeLoad({ loadKw: [] })).toThrow(
    expect.objectContaining({ name: 'EngineError', code: 'invalid', field: 'loadKw' }),
  )
  expect(() => requireSomeLoad({ loadKw: [null, 3] })).not.toThrow()
})
