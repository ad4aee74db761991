import { expect, test } from 'vitest'
import type { Forecast, ForecastWindow } from '../../../domain/forecast/forecast.ts'
import { cacheKey, ForecastCache } from './forecast-cache.ts'

const window: ForecastWindow = { end: 900_000, zone: 'UTC', loadKw: [1, null, 3], temperatureC: [20, 21, null] }

test('the key changes with anything in the window, and with the model', () => {
  const key = cacheKey(window, 'a')
  expect(cacheKey({ ...window, loadKw: [...window.loadKw] }, 'a')).toBe(key)
  const others = [
    cacheKey(window, 'b'),
    cacheKey({ ...window, end: 1_800_000 }, 'a'),
    cacheKey({ ...window, zone: 'Europe/Berlin' }, 'a'),
    cacheKey({ ...window, loadKw: [1, 0, 3] }, 'a'),
    cacheKey({ ...window, loadKw: [1, null, 3.0000001] }, 'a'),
    cacheKey({ ...window, temperatureC: null }, 'a'),
    cacheKey({ ...window, temperatureC: [20, 21, 22] }, 'a'),
    // The same numbers in a row, cut elsewhere.
    cacheKey({ ...window, loadKw: [1, null, 3, 20], temperatureC: [21, null] }, 'a'),
  ]
  expect(new Set([key, ...others]).size).toBe(others.length + 1)
})

test('the least recently used forecast is dropped', () => {
  const cache = new ForecastCache()
  const forecast = (windowEnd: number) => ({ windowEnd }) as Forecast
  for (let i = 0; i < 64; i++) cache.set(`${i}`, forecast(i))
  cache.get('0')
  cache.set('64', forecast(64))
  expect(cache.get('0')?.windowEnd).toBe(0)
  expect(cache.get('1')).toBeUndefined()
  expect(cache.get('64')?.windowEnd).toBe(64)
})
