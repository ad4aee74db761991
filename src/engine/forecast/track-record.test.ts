import { expect, test } from 'vitest'
import { type ForecastWindow, HISTORY_STEPS, NAIVE_NAMES } from '../../domain/forecast.ts'
import { naiveRule } from '../../domain/naive.ts'
import { QUARTER_HOUR } from '../../domain/time.ts'
import { encode, scaleOf } from './features.ts'
import { hindsightInputs, lostTo, stretched, trackRecord } from './track-record.ts'

const end = Date.UTC(2026, 6, 1, 12)
const loadKw = Array.from({ length: HISTORY_STEPS }, (_, i) => 500 + 100 * Math.sin(i / 11))
const window: ForecastWindow = { end, zone: 'Europe/Berlin', loadKw, temperatureC: loadKw.map((kw) => kw / 30) }

test('in hindsight the model sees nothing of the hours that it is to forecast', () => {
  const known = HISTORY_STEPS - 16
  const changed = loadKw.map((kw, i) => (i >= known ? 9_999 : kw))
  const temperatureC = (window.temperatureC ?? []).map((celsius, i) => (i >= known ? 99 : celsius))
  const [newest, second] = hindsightInputs({ ...window, temperatureC }, changed)
  const [asItWas, alsoAsItWas] = hindsightInputs(window, loadKw)
  expect(second).toEqual(alsoAsItWas)
  expect(newest).not.toEqual(asItWas)
})

test('it sees what it saw then, but for the oldest lags', () => {
  // Two hours more of past than a window has: what the model was given two hours ago.
  const more = [501, 502, 503, 504, 505, 506, 507, 508]
  const longer = [...more, ...loadKw]
  const then = longer.slice(0, HISTORY_STEPS)
  const celsius = (window.temperatureC ?? []).slice(0, HISTORY_STEPS - 8)
  const temperatureC = [...more, ...celsius]
  const seen = encode({ end: end - 8 * QUARTER_HOUR, zone: window.zone, temperatureC }, then, scaleOf(then))
  const [newest] = hindsightInputs(window, loadKw)
  expect(newest?.recent).toEqual(seen.recent)
  expect(newest?.ahead).toEqual(seen.ahead)
  const differing = [...(newest?.window ?? [])].filter((value, i) => value !== seen.window[i])
  expect(differing.length).toBe(8)
})

const hindsight = (error: number, width: number) =>
  hindsightInputs(window, loadKw).map((_, nth) =>
    Array.from({ length: 4 }, (_step, i) => {
      const p50 = (loadKw[HISTORY_STEPS - 8 * (nth + 1) + i] ?? Number.NaN) - error
      return { p10: p50 - width, p50, p90: p50 + width }
    }),
  )

test('a model that is right in hindsight keeps its word and its band', () => {
  const record = trackRecord(loadKw, hindsight(2, 5), { name: 'persistence' })
  expect(record.modelMaeKw).toBeCloseTo(2, 10)
  expect(record.naiveMaeKw).toBeGreaterThan(10)
  expect(record.stretch).toBe(1)
  expect(lostTo(record, { name: 'persistence' })).toBeNull()
})

test('a model that a naive rule would have beaten clearly is left out, with both errors', () => {
  const record = trackRecord(loadKw, hindsight(300, 500), { name: 'last week' })
  expect(record.modelMaeKw).toBeCloseTo(300, 8)
  expect(lostTo(record, { name: 'last week' })).toMatch(
    /^Over the last 20 hours the model was off by 300 kW, the same time last week by \d+ kW\.$/,
  )
  const close = { modelMaeKw: 11, naiveMaeKw: 10, stretch: 1 }
  expect(lostTo(close, { name: 'persistence' })).toBeNull()
})

test('a band that held too little of what came is stretched until it would have held 80 %', () => {
  const record = trackRecord(loadKw, hindsight(12, 4), { name: 'persistence' })
  expect(record.stretch).toBeCloseTo(3, 8)
  expect(stretched({ p10: 90, p50: 100, p90: 120 }, 3)).toEqual({ p10: 70, p50: 100, p90: 160 })
})

test('the naive error in hindsight is that of what each rule says of what was known', () => {
  for (const name of NAIVE_NAMES) {
    const errors = Array.from({ length: 10 }, (_, nth) => HISTORY_STEPS - 8 * (nth + 1)).flatMap((known) =>
      (naiveRule(name, loadKw.slice(0, known)) ?? []).map((said, i) => Math.abs((loadKw[known + i] ?? 0) - said)),
    )
    expect(errors).toHaveLength(40)
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect(trackRecord(loadKw, hindsight(2, 5), { name }).naiveMaeKw).toBeCloseTo(mean, 10)
  }
})
