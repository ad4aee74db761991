import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyBandCalibration, type CalibrationPair, fitBandCalibration, LEAD_GROUPS } from './band-calibration.ts'
import { HORIZON_STEPS, HORIZONS, type Horizon, type Quantiles } from './forecast.ts'

/** Numbers in [0, 1), the same at every run. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
}

/** Roughly normal, of variance 1. */
function bell(random: () => number): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random()
  return sum
}

/** What is wrong with a band: its halves are so many times what they should be, and it lies so many deviations too high. */
interface Fault {
  readonly low: number
  readonly high: number
  readonly shift: number
}

const RIGHT: Fault = { low: 1, high: 1, shift: 0 }
/** P10 and P90 of a normal variable. */
const TENTH = 1.2816

/** Forecasts of a load around 1.6 MW that are wrong by more the further ahead they are, with a band that has a fault. */
function made(horizon: Horizon, windows: number, seed: number, fault: Fault): CalibrationPair[] {
  const random = chance(seed)
  const steps = HORIZON_STEPS[horizon]
  return Array.from({ length: windows * steps }, (_, i) => {
    const lead = (i % steps) + 1
    const level = 1500 + 200 * random()
    const deviation = (4 + random() * 6) * (1 + (3 * lead) / steps)
    const p50 = level + fault.shift * deviation
    const forecast = {
      p10: p50 - fault.low * TENTH * deviation,
      p50,
      p90: p50 + fault.high * TENTH * deviation,
    }
    return { lead, forecast, actualKw: level + deviation * bell(random) }
  })
}

const groupOf = (horizon: Horizon, lead: number) =>
  Math.floor(((lead - 1) * LEAD_GROUPS[horizon]) / HORIZON_STEPS[horizon])

/** Share of the outcomes below, within and above the bands of each group of leads. */
function sharesOf(horizon: Horizon, pairs: readonly CalibrationPair[], band: (pair: CalibrationPair) => Quantiles) {
  return Array.from({ length: LEAD_GROUPS[horizon] }, (_, group) => {
    const some = pairs.filter(({ lead }) => groupOf(horizon, lead) === group)
    const below = some.filter((pair) => pair.actualKw < band(pair).p10).length / some.length
    const above = some.filter((pair) => pair.actualKw > band(pair).p90).length / some.length
    return { below, above, inside: 1 - below - above }
  })
}

/** Calibrated on one stretch, measured on another: how much the band holds, for each group of leads. */
function coverageOf(horizon: Horizon, fault: Fault) {
  const windows = 6000 / HORIZON_STEPS[horizon]
  const calibration = fitBandCalibration(made(horizon, windows * 2, 3, fault), horizon)
  const steps = HORIZON_STEPS[horizon]
  return sharesOf(horizon, made(horizon, windows * 2, 11, fault), ({ forecast, lead }) =>
    applyBandCalibration(forecast, lead, calibration, steps),
  )
}

describe.each(HORIZONS)('the band of the %s', (horizon) => {
  const faults: readonly (readonly [string, Fault])[] = [
    ['right', RIGHT],
    ['much too narrow', { low: 0.2, high: 0.2, shift: 0 }],
    ['much too wide', { low: 5, high: 5, shift: 0 }],
    ['narrow below and wide above', { low: 0.3, high: 4, shift: 0 }],
    ['too high', { low: 1, high: 1, shift: 0.8 }],
    ['without any width', { low: 0, high: 0, shift: 0 }],
  ]
  test.each(faults)('that is %s holds 80 %% in every group of leads once it is calibrated', (name, fault) => {
    const raw = sharesOf(horizon, made(horizon, 100, 5, fault), ({ forecast }) => forecast)
    if (name !== 'right' && name !== 'too high')
      for (const { inside } of raw) expect(Math.abs(inside - 0.8)).toBeGreaterThan(0.05)
    for (const { below, above, inside } of coverageOf(horizon, fault)) {
      expect(inside).toBeGreaterThan(0.76)
      expect(inside).toBeLessThan(0.84)
      expect(below).toBeLessThan(0.13)
      expect(above).toBeLessThan(0.13)
    }
  })

  test('is stretched for each group of leads by itself', () => {
    const steps = HORIZON_STEPS[horizon]
    // The first group's band is right, the others' are half as wide as they should be.
    const pairs = made(horizon, 400, 3, RIGHT).map((pair) => {
      const { p10, p50, p90 } = pair.forecast
      if (groupOf(horizon, pair.lead) === 0) return pair
      return { ...pair, forecast: { p10: (p10 + p50) / 2, p50, p90: (p50 + p90) / 2 } }
    })
    const [first = { low: 0, high: 0 }, ...others] = fitBandCalibration(pairs, horizon, steps).groups
    expect(first.low).toBeGreaterThan(0.5)
    expect(first.low).toBeLessThan(1.1)
    for (const { low, high } of others) {
      expect(low).toBeGreaterThan(1.5 * first.low)
      expect(high).toBeGreaterThan(1.5 * first.high)
    }
  })
})

test('a group of few pairs has the factors of all', () => {
  const pairs = made('nextHour', 200, 3, { low: 0.5, high: 0.5, shift: 0 }).filter(
    ({ lead }, i) => lead < 4 || i < 4 * 49,
  )
  const all = fitBandCalibration(
    pairs.map((pair) => ({ ...pair, lead: 1 })),
    'nextHour',
  )
  expect(fitBandCalibration(pairs, 'nextHour').groups[3]).toEqual(all.groups[0])
})

test('fewer than 50 outcomes leave a band as it is', () => {
  const few = made('nextHour', 12, 3, { low: 0.1, high: 0.1, shift: 0 })
  expect(fitBandCalibration(few, 'nextHour').groups).toEqual(new Array(4).fill({ low: 1, high: 1 }))
  const { floorKw, groups } = fitBandCalibration([], 'nextDay')
  expect(floorKw).toBe(0)
  expect(applyBandCalibration({ p10: 1, p50: 2, p90: 4 }, 96, { floorKw, groups }, 96)).toEqual({
    p10: 1,
    p50: 2,
    p90: 4,
  })
})

test('a horizon of one step has one group: the next hour in hours', () => {
  const pairs = made('nextHour', 100, 3, RIGHT).map((pair) => ({ ...pair, lead: 1 }))
  expect(fitBandCalibration(pairs, 'nextHour', 1).groups).toHaveLength(1)
})

test('a band is never stretched without end, and a load of 0 that is forecast as 0 stays there', () => {
  const wrong = made('nextHour', 100, 3, RIGHT).map((pair) => ({ ...pair, actualKw: pair.forecast.p50 + 1e6 }))
  for (const { low, high } of fitBandCalibration(wrong, 'nextHour').groups) {
    expect(high).toBe(100)
    expect(low).toBe(0)
  }
  const zero = { p10: 0, p50: 0, p90: 0 }
  const still = Array.from({ length: 400 }, (_, i) => ({ lead: (i % 4) + 1, forecast: zero, actualKw: 0 }))
  expect(applyBandCalibration(zero, 1, fitBandCalibration(still, 'nextHour'), 4)).toEqual(zero)
})

test('whatever the outcomes, a calibrated band is finite and in order, and its P50 is unchanged', () => {
  const kw = fc.double({ min: -1e5, max: 1e5, noNaN: true })
  const pair = fc.tuple(fc.integer({ min: 1, max: 96 }), kw, kw, kw, kw).map(([lead, actualKw, ...values]) => {
    const [p10 = 0, p50 = 0, p90 = 0] = values.sort((a, b) => a - b)
    return { lead, forecast: { p10, p50, p90 }, actualKw }
  })
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 300, size: 'max' }), pair, (pairs, { lead, forecast }) => {
      const band = applyBandCalibration(forecast, lead, fitBandCalibration(pairs, 'nextDay'), 96)
      expect(band.p50).toBe(forecast.p50)
      expect(band.p10).toBeLessThanOrEqual(band.p50)
      expect(band.p90).toBeGreaterThanOrEqual(band.p50)
      expect(Number.isFinite(band.p10 + band.p90)).toBe(true)
    }),
  )
})
