import { describe, expect, it } from 'vitest'
import { computeRestOfDaySpread, createRestOfDayForecast, type RestOfDayOutcome } from './rest-of-day.ts'

/** Twenty days that were forecast to reach 1000 kW, from noon on. */
const days = (changesOf: (i: number) => Partial<RestOfDayOutcome>): RestOfDayOutcome[] =>
  Array.from({ length: 20 }, (_, i) => ({
    hour: 12,
    forecastKw: 1000,
    reachedKw: 1000,
    actualKw: 1000,
    ...changesOf(i),
  }))
const noon = { hour: 12, forecastKw: 1000, reachedKw: 1000 }

describe('the rest of a day', () => {
  it('is the forecast of the later intervals, and what the day has reached', () => {
    expect(createRestOfDayForecast(7.25, [800, 900, 850], 700)).toEqual({ hour: 7.25, forecastKw: 900, reachedKw: 700 })
    expect(createRestOfDayForecast(7.25, [], 700)).toBeNull()
  })

  it('is expected to turn out as on the last days from the same hour on', () => {
    const low = computeRestOfDaySpread(
      days((i) => ({ actualKw: 940 + 20 * (i % 2) })),
      noon,
    )
    expect(low?.p50).toBeGreaterThan(-0.06)
    expect(low?.p50).toBeLessThan(-0.03)
    const mixed = [...days(() => ({ actualKw: 900 })), ...days(() => ({ hour: 20, actualKw: 600 }))]
    expect(computeRestOfDaySpread(mixed, noon)?.p50).toBeGreaterThan(-0.1)
    expect(computeRestOfDaySpread(mixed, { ...noon, hour: 20 })?.p50).toBeLessThan(-0.3)
  })

  it('is expected to be higher where the day has reached more than such days had', () => {
    // What had been reached by noon above the forecast lasted for all of the day.
    const past = days((i) => ({ reachedKw: 960 + 4 * i, actualKw: 970 + 4 * i }))
    const at = (reachedKw: number) => computeRestOfDaySpread(past, { ...noon, reachedKw })?.p50 ?? Number.NaN
    expect(at(1030) - at(970)).toBeGreaterThan(0.04)
    expect(at(1030) - at(970)).toBeLessThan(0.06)
    // On a day that has hardly begun nothing follows from that.
    expect(at(400)).toBe(at(300))
  })

  it('doesn’t depend on what a day has reached where that had nothing to do with its rest', () => {
    const past = days((i) => ({ reachedKw: 960 + 4 * i, actualKw: 980 + 40 * (i % 2) }))
    const at = (reachedKw: number) => computeRestOfDaySpread(past, { ...noon, reachedKw })?.p50 ?? Number.NaN
    expect(Math.abs(at(1030) - at(970))).toBeLessThan(0.015)
  })

  it('is expected to be lower than the forecast where that is higher than on other days', () => {
    // The outcome followed half of the forecast.
    const past = days((i) => ({ forecastKw: 950 + 5 * i, reachedKw: 0, actualKw: 950 + 2.5 * i }))
    const at = (forecastKw: number) =>
      computeRestOfDaySpread(past, { hour: 12, forecastKw, reachedKw: 0 })?.p50 ?? Number.NaN
    expect(at(1080)).toBeLessThan(at(1000) - 0.01)
    expect(1080 * (1 + at(1080))).toBeGreaterThan(1000 * (1 + at(1000)))
  })

  it('is the surer the more alike the days were', () => {
    const width = (apart: number) => {
      const spread = computeRestOfDaySpread(
        days((i) => ({ actualKw: 1000 + apart * (i % 2) })),
        noon,
      )
      return (spread?.p90 ?? 0) - (spread?.p10 ?? 0)
    }
    expect(width(100)).toBeGreaterThan(2 * width(10))
  })

  it('can’t be estimated by days with quite different forecasts, by too few, or where there is none', () => {
    expect(
      computeRestOfDaySpread(
        days(() => ({ forecastKw: 300, reachedKw: 300, actualKw: 300 })),
        noon,
      ),
    ).toBeNull()
    expect(computeRestOfDaySpread(days(() => ({})).slice(0, 2), noon)).toBeNull()
    expect(
      computeRestOfDaySpread(
        days(() => ({})),
        { ...noon, forecastKw: 0 },
      ),
    ).toBeNull()
  })

  it('counts a day once, however many of its hours are near', () => {
    const twice = [...days(() => ({})).slice(0, 2), ...days(() => ({ hour: 13 })).slice(0, 2)]
    expect(computeRestOfDaySpread(twice, { ...noon, hour: 12.5 })).toBeNull()
  })
})
