import { expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../../domain/forecast/forecast.ts'
import { HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { FEATURE_NAMES, type ModelDescription } from './description.ts'
import { decodeImported, encodeImported } from './imported-model.ts'

// Tuesday; in Berlin it is an hour later than in UTC.
const end = Date.UTC(2026, 10, 24, 14, 15)
const loadKw = Array.from({ length: HISTORY_STEPS }, (_, i) => i)
const window = { end, zone: 'Europe/Berlin', temperatureC: loadKw.map((i) => i / 100) }

function describing(
  part: Partial<ModelDescription> & { names?: ModelDescription['features'][number]['name'][] },
): ModelDescription {
  const { names = ['load'], ...others } = part
  return {
    horizon: 'nextHour',
    stepMinutes: 60,
    features: names.map((name) => ({ name, mean: 0, std: 1 })),
    output: { kind: 'points', stepMinutes: 15, mean: 0, std: 1, of: 'load' },
    ...others,
  }
}

test('steps are means that end where the forecast begins, oldest first', () => {
  expect([...encodeImported(window, loadKw, describing({ stepMinutes: 15 }), 3)]).toEqual([765, 766, 767])
  expect([...encodeImported(window, loadKw, describing({ stepMinutes: 30 }), 2)]).toEqual([764.5, 766.5])
  expect([...encodeImported(window, loadKw, describing({}), 2)]).toEqual([761.5, 765.5])
})

test('the past may be used to its first quarter-hour', () => {
  const names: ModelDescription['features'][number]['name'][] = ['load', 'load yesterday', 'load last week']
  const rows = encodeImported(window, loadKw, describing({ stepMinutes: 15, names }), 96)
  expect([...rows.slice(0, 3)]).toEqual([672, 576, 0])
  expect([...rows.slice(-3)]).toEqual([767, 671, 95])
  expect(encodeImported(window, loadKw, describing({}), 192)[0]).toBe(1.5)
})

test('each feature is shifted and scaled by its own mean and deviation', () => {
  const features = [
    { name: 'load', mean: 765.5, std: 2 },
    { name: 'load', mean: 0.5, std: 10 },
    { name: 'constant', mean: 1, std: 2, value: 7 },
  ] as const
  expect([...encodeImported(window, loadKw, describing({ features: [...features] }), 1)]).toEqual([0, 76.5, 3])
})

test('the calendar is the site’s, at the step’s start', () => {
  const names = FEATURE_NAMES.filter((name) => !/load|temperature|constant/.test(name))
  const [daySin, dayCos, weekSin, weekCos, hour, weekday, weekend] = encodeImported(
    window,
    loadKw,
    describing({ names }),
    1,
  )
  // The last hour begins on Tuesday at 14:15.
  const day = (2 * Math.PI * 14.25) / 24
  const week = (2 * Math.PI * (1 + 14.25 / 24)) / 7
  expect(daySin).toBeCloseTo(Math.sin(day), 6)
  expect(dayCos).toBeCloseTo(Math.cos(day), 6)
  expect(weekSin).toBeCloseTo(Math.sin(week), 6)
  expect(weekCos).toBeCloseTo(Math.cos(week), 6)
  expect([hour, weekday, weekend]).toEqual([14, 1, 0])
})

test('Saturday begins at midnight of the site, and Monday is day 0', () => {
  const at = (when: number) => {
    const names: ModelDescription['features'][number]['name'][] = ['hour', 'weekday', 'weekend']
    return [
      ...encodeImported({ ...window, end: when + QUARTER_HOUR }, loadKw, describing({ stepMinutes: 15, names }), 1),
    ]
  }
  expect(at(Date.UTC(2026, 10, 20, 22, 45))).toEqual([23, 4, 0])
  expect(at(Date.UTC(2026, 10, 20, 23, 0))).toEqual([0, 5, 1])
  expect(at(Date.UTC(2026, 10, 22, 22, 45))).toEqual([23, 6, 1])
  expect(at(Date.UTC(2026, 10, 22, 23, 0))).toEqual([0, 0, 0])
  // The hour that the end of summer time repeats.
  expect(at(Date.UTC(2026, 9, 25, 0, 0))).toEqual([2, 6, 1])
  expect(at(Date.UTC(2026, 9, 25, 1, 0))).toEqual([2, 6, 1])
  expect(at(Date.UTC(1969, 11, 29, 0, 0) - HOUR)).toEqual([0, 0, 0])
})

test('holes of the temperature are filled with what was known before them', () => {
  const names: ModelDescription['features'][number]['name'][] = ['temperature']
  const encoded = (temperatureC: (number | null)[] | null, steps: number) => [
    ...encodeImported({ ...window, temperatureC }, loadKw, describing({ stepMinutes: 15, names }), steps),
  ]
  const holes = [...Array.from({ length: HISTORY_STEPS - 4 }, () => null), 10, null, 12, null]
  expect(encoded(holes, 6)).toEqual([10, 10, 10, 10, 12, 12])
  expect(encoded([10, 11], 3)).toEqual([10, 10, 11])
  expect(() => encoded(null, 3)).toThrow('The model wants the outdoor temperature, and none is known')
  expect(() => encoded([null], 3)).toThrow('The model wants the outdoor temperature, and none is known')
  expect([...encodeImported({ ...window, temperatureC: null }, loadKw, describing({}), 1)]).toEqual([765.5])
})

test('a zone that is none is an error', () => {
  expect(() => encodeImported({ ...window, zone: 'Mars/Olympus' }, loadKw, describing({}), 1)).toThrow('no time zone')
})

test('answers are scaled back to kW, and long steps repeated over their quarter-hours', () => {
  const output = { kind: 'points', stepMinutes: 30, mean: 500, std: 100, of: 'load' } as const
  expect(decodeImported([1, 2], describing({ output }), { loadKw })).toEqual([600, 600, 700, 700])
  const day = describing({ horizon: 'nextDay', output: { ...output, stepMinutes: 60 } })
  const steps = decodeImported(loadKw.slice(0, 30), day, { loadKw })
  expect(steps).toHaveLength(96)
  expect(steps.slice(-5)).toEqual([2700, 2800, 2800, 2800, 2800])
})

test('a change is added to the mean load of the last step', () => {
  const output = { kind: 'points', stepMinutes: 15, mean: 1, std: 2, of: 'change since the last load' } as const
  expect(decodeImported([0, 1, 2, 3], describing({ stepMinutes: 15, output }), { loadKw })).toEqual([
    768, 770, 772, 774,
  ])
  expect(decodeImported([0, 1, 2, 3], describing({ stepMinutes: 60, output }), { loadKw })[0]).toBe(766.5)
})

test('quantiles are sorted', () => {
  const output = { kind: 'quantiles', stepMinutes: 60, mean: 0, std: 10, of: 'load' } as const
  const quantiles = { p10: 10, p50: 20, p90: 30 }
  expect(decodeImported([3, 2, 1], describing({ output }), { loadKw })).toEqual([
    quantiles,
    quantiles,
    quantiles,
    quantiles,
  ])
})

test('an answer that is no number, or too short, is an error', () => {
  const { output } = describing({})
  expect(() => decodeImported([1, Number.NaN, 1, 1], describing({}), { loadKw })).toThrow('is no number')
  expect(() => decodeImported([1, 2, 3], describing({}), { loadKw })).toThrow('is no number')
  expect(() =>
    decodeImported([1, 2], describing({ output: { ...output, kind: 'quantiles', stepMinutes: 60 } }), { loadKw }),
  ).toThrow('is no number')
})
