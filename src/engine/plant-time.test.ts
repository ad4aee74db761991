import { describe, expect, it } from 'vitest'
import { DAY, HOUR, SECOND } from '../domain/time.ts'
import { createPlantTime } from './plant-time.ts'

const NOW = Date.UTC(2026, 10, 23, 12)

describe('the plant’s time', () => {
  it('is the engine’s clock while samples agree with it, also through silence', () => {
    const time = createPlantTime(null)
    time.observe(NOW - 400, NOW)
    expect(time.at(NOW + HOUR)).toBe(NOW + HOUR)
    expect(time.offsetMs()).toBeNull()
  })

  it('is the newest sample’s where a recording plays its own year', () => {
    const time = createPlantTime(null)
    time.observe(NOW - 3000 * DAY, NOW)
    expect(time.at(NOW + SECOND)).toBe(NOW - 3000 * DAY)
  })

  it('stands where a recording stood before it goes on', () => {
    expect(createPlantTime(5 * DAY).at(NOW)).toBe(5 * DAY)
  })

  it('doesn’t go back for a sample that arrives late', () => {
    const time = createPlantTime(null)
    time.observe(NOW + DAY, NOW)
    time.observe(NOW - DAY, NOW + SECOND)
    expect(time.at(NOW + SECOND)).toBe(NOW + DAY)
  })

  it('tells by how much the plant’s clock is off', () => {
    const time = createPlantTime(null)
    time.observe(NOW - HOUR, NOW)
    expect(time.offsetMs()).toBe(-HOUR)
  })
})
