import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeBand, makeForecast } from '../../../../tests/fixtures/make-forecast.ts'
import { applyBandCalibration } from '../../../domain/forecast/band-calibration.ts'
import {
  type Forecast,
  HISTORY_STEPS,
  HORIZON_STEPS,
  type Horizon,
  NAIVE_NAMES,
} from '../../../domain/forecast/forecast.ts'
import {
  addErrorSums,
  computeErrorSums,
  type ErrorSums,
  ZERO_ERROR_SUMS,
} from '../../../domain/forecast/forecast-score.ts'
import { applyNaiveRule } from '../../../domain/forecast/naive-forecast.ts'
import { ROLE_TAGS, type Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, type Interval, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { openStore } from '../open-store.ts'
import type { Store } from '../store-port.ts'

const START = 20_000 * DAY
/** Ten days of load, of which the last is scored. */
const END = START + 10 * DAY
const LAST_DAY = { start: END - DAY, end: END }
const LOAD: Tag = { ...ROLE_TAGS.load, periodMs: QUARTER_HOUR }

let folder = ''
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-scores-'))
  store = openStore({ file: join(folder, 'store.db') }).store
  store.register('plant', [LOAD])
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

const subject = (horizon: Horizon, model = 'a') => ({ source: 'plant', loadTag: 'load', horizon, model })

/** A load that no rule forecasts exactly; a whole number of eighths of a kW, so that 32 bits hold it. */
const loadAt = (at: number) => {
  const i = (at - START) / QUARTER_HOUR
  return 500 + Math.round(8 * (200 * Math.sin((2 * Math.PI * i) / 96) + ((i * 7919) % 61))) / 8
}

const quarterHoursOf = ({ start, end }: Interval) =>
  Array.from({ length: (end - start) / QUARTER_HOUR }, (_, i) => start + i * QUARTER_HOUR)

/** Writes the load of the span, except at some times. */
function write(span: Interval, except: readonly number[] = []): void {
  const times = quarterHoursOf(span).filter((at) => !except.includes(at))
  // One that ends the hold of what was before it, so that a hole is whole.
  const ends = except.map((at) => ({ tag: 'load', at, value: 0, quality: 'bad' as const }))
  const known = times.map((at) => ({ tag: 'load', at, value: loadAt(at), quality: 'good' as const }))
  store.write('plant', [...known, ...ends])
}

/** A model that is off by an amount that depends on lead and time, with a band that holds it now and then. */
const forecastOf = (horizon: Horizon, windowEnd: number, model = 'a') =>
  makeForecast(
    horizon,
    windowEnd,
    (lead, start) => makeBand(loadAt(start) + ((lead * 31 + start / QUARTER_HOUR) % 41) - 20, 12),
    { model },
  )

/** The window as it was at its end. */
function windowAt(windowEnd: number, except: readonly number[]): (number | null)[] {
  const span = { start: Math.max(START, windowEnd - HISTORY_STEPS * QUARTER_HOUR), end: windowEnd }
  return quarterHoursOf(span).map((at) => (except.includes(at) ? null : loadAt(at)))
}

/** The same sums in the plainest way: every forecast, every step, every rule. */
function slowSums(forecasts: readonly Forecast[], span: Interval, except: readonly number[]) {
  const sums: Record<string, ErrorSums> = {}
  const add = (name: string, sum: ErrorSums) => {
    sums[name] = addErrorSums(sums[name] ?? ZERO_ERROR_SUMS, sum)
  }
  for (const { horizon, windowEnd, steps } of forecasts) {
    const window = windowAt(windowEnd, except)
    const rules = NAIVE_NAMES.map((name) => applyNaiveRule(name, window, horizon))
    for (const [i, { start, loadKw, modelKw }] of steps.entries()) {
      if (start < span.start || start >= span.end || except.includes(start)) continue
      add('shown', computeErrorSums(loadKw, loadAt(start)))
      if (modelKw === null) continue
      add('model', computeErrorSums(modelKw, loadAt(start)))
      if (rules.some((rule) => rule === null)) continue
      add('compared', computeErrorSums(modelKw, loadAt(start)))
      for (const [rule, name] of NAIVE_NAMES.entries()) {
        const p50 = rules[rule]?.[i] ?? Number.NaN
        add(name, computeErrorSums({ p10: p50, p50, p90: p50 }, loadAt(start)))
      }
    }
  }
  return sums
}

function expectSums(actual: ErrorSums, expected: ErrorSums | undefined): void {
  expect(actual.steps).toBe(expected?.steps)
  for (const [field, value] of Object.entries(expected ?? ZERO_ERROR_SUMS)) {
    expect(actual[field as keyof ErrorSums]).toBeCloseTo(value, 6)
  }
}

test.each(['nextHour', 'nextDay'] as const)(
  'the scores of the %s are what the plainest computation gives, in one go or many',
  (horizon) => {
    write({ start: START, end: END })
    const reach = HORIZON_STEPS[horizon] * QUARTER_HOUR
    const windows = quarterHoursOf({ start: LAST_DAY.start - reach, end: END - QUARTER_HOUR })
    const forecasts = windows.map((end, i) =>
      i % 5 === 0 ? makeForecast(horizon, end, () => null, { naiveKw: 600 }) : forecastOf(horizon, end),
    )
    store.keepForecasts('plant', 0, forecasts, false)
    const expected = slowSums(forecasts, LAST_DAY, [])
    for (const part of [LAST_DAY, ...quarterHoursOf(LAST_DAY).map((start) => ({ start, end: start + QUARTER_HOUR }))]) {
      store.scoreTargets(subject(horizon), part)
    }
    const sums = store.skillSums(subject(horizon), LAST_DAY)
    expectSums(sums.shown, expected.shown)
    expectSums(sums.model, expected.model)
    expectSums(sums.compared.model, expected.compared)
    for (const name of NAIVE_NAMES) expectSums(sums.compared.naive[name], expected[name])
    expect(sums.shown.steps).toBeGreaterThan(90 * HORIZON_STEPS[horizon] - 96)
    expect(sums.compared.targets).toBeGreaterThan(90)
  },
)

test('a hole is not scored, and where a rule would read it the rules and the model are not compared', () => {
  const holes = [END - 4 * HOUR, END - DAY - 2 * HOUR]
  write({ start: START, end: END }, holes)
  const forecasts = quarterHoursOf({ start: LAST_DAY.start - HOUR, end: END }).map((end) => forecastOf('nextHour', end))
  store.keepForecasts('plant', 0, forecasts, false)
  store.scoreTargets(subject('nextHour'), LAST_DAY)
  const sums = store.skillSums(subject('nextHour'), LAST_DAY)
  const shown = slowSums(forecasts, LAST_DAY, holes).shown
  expectSums(sums.shown, shown)
  expectSums(sums.model, shown)
  expect(sums.compared.model.steps).toBeLessThan(sums.model.steps)
  for (const name of NAIVE_NAMES) expect(sums.compared.naive[name].steps).toBe(sums.compared.model.steps)
})

test('a late sample changes the score when it is scored again, and nothing else does', () => {
  const hole = END - 3 * HOUR
  write({ start: START, end: END }, [hole])
  store.keepForecasts('plant', 0, [forecastOf('nextHour', hole)], false)
  const sums = () => {
    store.scoreTargets(subject('nextHour'), LAST_DAY)
    return store.skillSums(subject('nextHour'), LAST_DAY)
  }
  expect(sums().shown.steps).toBe(3)
  expect(sums()).toEqual(sums())
  store.write('plant', [{ tag: 'load', at: hole + 1, value: loadAt(hole), quality: 'good' }])
  expect(sums().shown.steps).toBe(4)
  expect(sums().shown.loadsKw).toBeCloseTo(
    [0, 1, 2, 3].reduce((sum, i) => sum + loadAt(hole + i * QUARTER_HOUR), 0),
    9,
  )
})

test('a quarter-hour that is hardly covered is none to score', () => {
  const target = END - 2 * HOUR
  write({ start: START, end: target })
  store.write('plant', [{ tag: 'load', at: target, value: 400, quality: 'good', periodMs: 250_000 }])
  store.keepForecasts('plant', 0, [forecastOf('nextHour', target)], false)
  store.scoreTargets(subject('nextHour'), LAST_DAY)
  expect(store.skillSums(subject('nextHour'), LAST_DAY).shown.steps).toBe(0)
})

test('hindcasts count for the model that made them, and as shown only where nothing was shown', () => {
  write({ start: START, end: END })
  const windowEnd = END - 2 * HOUR
  store.keepForecasts('plant', 0, [forecastOf('nextHour', windowEnd, 'a')], false)
  const later = [windowEnd, windowEnd + HOUR].map((end) => forecastOf('nextHour', end, 'b'))
  store.keepForecasts('plant', 0, later, true)
  const countsOf = (model: string) => {
    store.scoreTargets(subject('nextHour', model), LAST_DAY)
    const { shown, hindsight, model: byModel } = store.skillSums(subject('nextHour', model), LAST_DAY)
    return [shown.steps, hindsight, byModel.steps]
  }
  expect(countsOf('a')).toEqual([8, 4, 4])
  expect(countsOf('b')).toEqual([8, 4, 8])
  // Scores of one model give for another only what was shown.
  expect(store.skillSums(subject('nextHour', 'a'), LAST_DAY)).toMatchObject({
    shown: { steps: 8 },
    model: { steps: 0 },
    compared: { targets: 0 },
  })
})

test('bands that hold too little are stretched by the outcomes, those of few outcomes are left alone', () => {
  write({ start: START, end: END })
  const narrow = (end: number) =>
    makeForecast('nextHour', end, (_, start) => makeBand(loadAt(start) + (((start / QUARTER_HOUR) * 37) % 101) - 50, 5))
  const windows = quarterHoursOf({ start: END - 4 * DAY, end: END })
  store.keepForecasts('plant', 0, windows.slice(0, 96).map(narrow), false)
  const span = { start: END - 4 * DAY, end: END }
  expect(store.bandCalibration(subject('nextHour'), span)).toBeNull()
  store.keepForecasts('plant', 0, windows.map(narrow), false)
  const calibration = store.bandCalibration(subject('nextHour'), span)
  if (calibration === null) throw new Error('There are outcomes enough')
  const inside = windows.map(narrow).flatMap(({ steps }) =>
    steps
      .filter(({ end }) => end <= END)
      .map(({ start, modelKw }, i) => {
        if (modelKw === null) throw new Error('The model spoke')
        const { p10, p90 } = applyBandCalibration(modelKw, i + 1, calibration, 4)
        return p10 <= loadAt(start) && loadAt(start) <= p90 ? 1 : 0
      }),
  )
  const share = inside.reduce<number>((sum, each) => sum + each, 0) / inside.length
  expect(share).toBeGreaterThan(0.78)
  expect(share).toBeLessThan(0.83)
  expect(store.bandCalibration(subject('nextHour', 'another'), span)).toBeNull()
})

test('a month of both horizons is scored in little time', () => {
  write({ start: END - 40 * DAY, end: END })
  const span = { start: END - 31 * DAY, end: END }
  const windows = quarterHoursOf({ start: span.start - DAY, end: END })
  store.keepForecasts(
    'plant',
    0,
    windows.map((end) => forecastOf('nextHour', end)),
    true,
  )
  store.keepForecasts(
    'plant',
    0,
    windows.map((end) => forecastOf('nextDay', end)),
    true,
  )
  const startedAt = performance.now()
  for (const horizon of ['nextHour', 'nextDay'] as const) store.scoreTargets(subject(horizon), span)
  const took = performance.now() - startedAt
  expect(took).toBeLessThan(8_000)
})
