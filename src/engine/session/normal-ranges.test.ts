import { describe, expect, it } from 'vitest'
import { TagRangeSchema } from '../../contract/settings.ts'
import type { Tag, TagRole } from '../../domain/telemetry/tag.ts'
import { computeUsualRange } from './normal-ranges.ts'

const tag = (role: TagRole): Tag => ({ id: role, role, unit: '', description: '', periodMs: 1000 })

describe('a tag’s usual range', () => {
  it('is computed from its last week', () => {
    expect(computeUsualRange(tag('load'), { min: 310, p5: 400, p95: 1100, max: 1321 }, 0)).toEqual({
      min: 0,
      max: 1500,
      normalLow: 400,
      normalHigh: 1100,
    })
  })

  it('reaches below zero where a plant exports', () => {
    expect(computeUsualRange(tag('gridImport'), { min: -80, p5: -20, p95: 900, max: 1000 }, 0)?.min).toBe(-80)
  })

  it('is none for a counter, which only grows', () => {
    expect(computeUsualRange(tag('energyImport'), { min: 1, p5: 2, p95: 8, max: 9 }, 0)).toBeNull()
  })

  it('is left out before a week has enough values', () => {
    expect(computeUsualRange(tag('load'), null, 0)).toBeNull()
    expect(computeUsualRange(tag('feeder'), { min: 5, p5: 5, p95: 5, max: 5 }, 0)).toBeNull()
  })

  it('is known for 50 and 60 Hz', () => {
    expect(computeUsualRange(tag('frequency'), { min: 59.9, p5: 59.95, p95: 60.05, max: 60.1 }, 0)).toMatchObject({
      normalLow: 59.8,
    })
    expect(computeUsualRange(tag('frequency'), null, 0)).toMatchObject({ normalHigh: 50.2 })
  })

  it('is one that the contract takes, for every role', () => {
    const week = { min: -12.3, p5: -4, p95: 27, max: 33.3 }
    for (const role of ['load', 'gridImport', 'solar', 'powerFactor', 'frequency', 'temperature', 'feeder'] as const) {
      TagRangeSchema.parse(computeUsualRange(tag(role), week, 400))
    }
  })
})
