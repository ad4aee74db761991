import { expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../domain/forecast.ts'
import { QUARTER_HOUR } from '../../domain/time.ts'
import { AHEAD_FEATURES, encode, localTime, RECENT_FEATURES, scaleOf, WINDOW_FEATURES } from './features.ts'

const end = Date.UTC(2026, 6, 1, 12)
const counting = Array.from({ length: HISTORY_STEPS }, (_, i) => i)

function encoded(loadKw: readonly number[], more: { zone?: string; temperatureC?: (number | null)[] } = {}) {
  return encode({ end, zone: more.zone ?? 'UTC', temperatureC: more.temperatureC ?? null }, loadKw, scaleOf(loadKw))
}

test('the input has the shapes that the network takes, and every number is finite', () => {
  const input = encoded(counting)
  expect(input.window.length).toBe(96 * WINDOW_FEATURES.length)
  expect(input.ahead.length).toBe(4 * AHEAD_FEATURES.length)
  expect(input.recent.length).toBe(RECENT_FEATURES)
  for (const part of [input.window, input.ahead, input.recent]) expect(part.every(Number.isFinite)).toBe(true)
})

test('each quarter-hour stands beside the same time yesterday and last week, as shares of the last week', () => {
  const { window, scaleKw, baseKw } = encoded(counting)
  expect(scaleKw).toBe((96 + 767) / 2)
  expect(baseKw).toBe(767)
  const shareLess1 = (kw: number) => Math.fround(kw / scaleKw - 1)
  expect([...window.subarray(0, 3)]).toEqual([672, 576, 0].map(shareLess1))
  const last = 95 * WINDOW_FEATURES.length
  expect([...window.subarray(last, last + 3)]).toEqual([767, 671, 95].map(shareLess1))
})

test('the steps ahead know yesterday and last week at their own time', () => {
  const { ahead, scaleKw } = encoded(counting)
  // The third step ahead is number 770: yesterday 674, last week 98; now is 767, 671 and 95.
  const third = ahead.subarray(2 * AHEAD_FEATURES.length, 2 * AHEAD_FEATURES.length + 4)
  const expected = [(674 - 767) / scaleKw, (98 - 767) / scaleKw, (674 - 671) / scaleKw, (98 - 95) / scaleKw]
  expected.forEach((value, i) => {
    expect(third[i]).toBeCloseTo(value, 6)
  })
})

test('the calendar is local: noon in UTC is 14:00 in Berlin in summer', () => {
  const column = WINDOW_FEATURES.indexOf('time of day sin')
  const sine = (zone: string) => encoded(counting, { zone }).window[95 * WINDOW_FEATURES.length + column]
  // The last quarter-hour's middle is 7.5 min before the window's end.
  expect(sine('UTC')).toBeCloseTo(Math.sin(2 * Math.PI * ((12 - 0.125) / 24)), 6)
  expect(sine('Europe/Berlin')).toBeCloseTo(Math.sin(2 * Math.PI * ((14 - 0.125) / 24)), 6)
  expect(localTime('Mars/Olympus')).toBeNull()
})

test('a plant ten times as large has the same features at ten times the scale', () => {
  const loadKw = counting.map((i) => 500 + 200 * Math.sin(i / 7))
  const small = encoded(loadKw)
  const large = encoded(loadKw.map((kw) => 10 * kw))
  expect(large.scaleKw).toBeCloseTo(10 * small.scaleKw, 6)
  large.window.forEach((value, i) => {
    expect(value).toBeCloseTo(small.window[i] ?? Number.NaN, 6)
  })
})

test('a temperature that is not known is 0 with its mask at 0', () => {
  const column = WINDOW_FEATURES.indexOf('temperature')
  const temperatureC: (number | null)[] = counting.map(() => 25)
  temperatureC[HISTORY_STEPS - 1] = null
  const { window } = encoded(counting, { temperatureC })
  const at = (step: number) => [...window.subarray(step * WINDOW_FEATURES.length + column).subarray(0, 2)]
  expect(at(94)).toEqual([1, 1])
  expect(at(95)).toEqual([0, 0])
  expect([...encoded(counting).window.subarray(column, column + 2)]).toEqual([0, 0])
})

test('a week that ends elsewhere has another calendar and the same loads', () => {
  const here = encoded(counting)
  const later = encode({ end: end + QUARTER_HOUR, zone: 'UTC', temperatureC: null }, counting, scaleOf(counting))
  expect([...later.recent]).toEqual([...here.recent])
  expect([...later.window]).not.toEqual([...here.window])
})
