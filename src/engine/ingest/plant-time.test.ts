import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/time/time.ts'
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

  it('is where a recording stopped until it goes on', () => {
    expect(createPlantTime(5 * DAY).at(NOW)).toBe(5 * DAY)
  })

  it('doesn’t go back for a sample that arrives late', () => {
    const time = createPlantTime(null)
    time.observe(NOW + DAY, NOW)
    time.observe(NOW - DAY, NOW + SECOND)
    expect(time.at(NOW + SECOND)).toBe(NOW + DAY)
  })

  it('stays the engine’s where one meter of several sends a time far ahead', () => {
    const time = createPlantTime(null)
    for (let second = 0; second < 600; second++) {
      time.observe(NOW + second * SECOND, NOW + second * SECOND)
      for (const ahead of [300 * DAY, 10 * MINUTE])
        if (second % 60 === 30) time.observe(NOW + ahead + second * SECOND, NOW + second * SECOND)
      expect(time.at(NOW + second * SECOND)).toBe(NOW + second * SECOND)
    }
    expect(time.offsetMs()).toBeNull()
  })

  it('is the engine’s again once a clock that was far ahead is set right, and follows one that stays ahead', () => {
    const time = createPlantTime(null)
    time.observe(NOW + 300 * DAY, NOW)
    expect(time.at(NOW)).toBe(NOW + 300 * DAY)
    time.observe(NOW + SECOND, NOW + SECOND)
    expect(time.at(NOW + SECOND)).toBe(NOW + SECOND)
    for (let second = 2; second < 200; second++) time.observe(NOW + 2 * HOUR + second * SECOND, NOW + second * SECOND)
    expect(time.at(NOW + 200 * SECOND)).toBe(NOW + 2 * HOUR + 199 * SECOND)
  })

  it('follows a plant that plays its time a thousand times as fast from the present on', () => {
    const time = createPlantTime(null)
    for (let at = 0; at < 60_000 * SECOND; at += 10 * SECOND) time.observe(NOW + at, NOW + at / 1000)
    expect(time.at(NOW + 60 * SECOND)).toBe(NOW + 59_990 * SECOND)
  })

  it('answers by how much the plant’s clock is off', () => {
    const time = createPlantTime(null)
    time.observe(NOW - HOUR, NOW)
    expect(time.offsetMs()).toBe(-HOUR)
  })
})
