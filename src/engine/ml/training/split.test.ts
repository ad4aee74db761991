import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitSeries } from './split.ts'

test('parts follow each other in time and leave nothing out, whatever their shares', () => {
  const share = fc.double({ min: 0, max: 0.5, noNaN: true })
  fc.assert(
    fc.property(fc.nat(100_000), share, share, (length, validation, holdout) => {
      const parts = splitSeries(length, { validation, holdout })
      expect(parts.training.from).toBe(0)
      expect(parts.validation.from).toBe(parts.training.to)
      expect(parts.holdout.from).toBe(parts.validation.to)
      expect(parts.holdout.to).toBe(length)
      for (const { from, to } of Object.values(parts)) expect(to).toBeGreaterThanOrEqual(from)
      expect(Math.abs(length - parts.holdout.from - holdout * length)).toBeLessThanOrEqual(1)
    }),
  )
})

test('the last fifth is held out by default, and 8 % before it are validated on', () => {
  expect(splitSeries(1000)).toEqual({
    training: { from: 0, to: 720 },
    validation: { from: 720, to: 800 },
    holdout: { from: 800, to: 1000 },
  })
})
