import { expect, test } from 'vitest'
import { NAIVE_NAMES, type NaiveName } from '../../domain/forecast/forecast.ts'
import { type ErrorSums, ZERO_ERROR_SUMS } from '../../domain/forecast/forecast-score.ts'
import { HOUR, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { SkillSums } from '../store/skill-sums.ts'
import { type FallbackState, NO_FALLBACK, nextFallbackState, restoreFallback } from './naive-fallback.ts'

const NOW = Date.UTC(2026, 10, 23, 12)

/** A day in which the model was off by `modelKw` on average, the same time last week by 10 and the other rules by 30. */
function day(modelKw: number, targets = 96): { day: SkillSums; week: SkillSums } {
  const sums = sumsOf(modelKw, targets, 'last week')
  return { day: sums, week: sums }
}

function sumsOf(modelKw: number, targets: number, best: NaiveName): SkillSums {
  const sums = (kw: number): ErrorSums => ({ ...ZERO_ERROR_SUMS, steps: 100, errorsKw: 100 * kw, loadsKw: 1e5 })
  const naive = NAIVE_NAMES.map((name) => [name, sums(name === best ? 10 : 30)])
  return {
    shown: sums(modelKw),
    hindsight: 0,
    model: sums(modelKw),
    compared: { model: sums(modelKw), naive: Object.fromEntries(naive) as Record<NaiveName, ErrorSums>, targets },
  }
}

test('a model that was worse than the best rule over a day is replaced, with the figures', () => {
  const { fallback: standIn } = nextFallbackState(NO_FALLBACK, day(12.34), NOW)
  expect(standIn?.since).toBe(NOW)
  expect(standIn?.reason).toMatch(/off by 12\.3 kW on average and the same time last week by 10\.0 kW/)
  expect(nextFallbackState(NO_FALLBACK, day(10), NOW)).toBe(NO_FALLBACK)
})

test('a day of which too little was compared changes nothing', () => {
  expect(nextFallbackState(NO_FALLBACK, day(50, 76), NOW)).toBe(NO_FALLBACK)
  expect(nextFallbackState(NO_FALLBACK, day(50, 77), NOW).fallback).not.toBeNull()
  const stoodIn = restoreFallback(NOW - 24 * HOUR)
  expect(nextFallbackState(stoodIn, day(1, 76), NOW)).toBe(stoodIn)
})

test('it goes back by itself when the model is no worse, and gives the newest figures until then', () => {
  const stoodIn = nextFallbackState(NO_FALLBACK, day(20), NOW)
  const later = nextFallbackState(stoodIn, day(15), NOW + 3 * HOUR)
  expect(later.fallback).toMatchObject({ since: NOW, reason: expect.stringContaining('off by 15.0 kW') })
  expect(nextFallbackState(later, day(10), NOW + 6 * HOUR)).toEqual({ fallback: null, changedAt: NOW + 6 * HOUR })
})

test('what was decided when the engine ended is taken up', () => {
  expect(restoreFallback(null)).toBe(NO_FALLBACK)
  expect(nextFallbackState(restoreFallback(NOW), day(1), NOW + HOUR).fallback?.since).toBe(NOW)
  expect(nextFallbackState(restoreFallback(NOW), day(1), NOW + 6 * HOUR).fallback).toBeNull()
})

test('a model that is about as good as a rule changes with it four times a day at the most', () => {
  let standing: FallbackState = NO_FALLBACK
  let changes = 0
  for (let quarterHour = 0; quarterHour < 10 * 96; quarterHour++) {
    const next = nextFallbackState(
      standing,
      day(quarterHour % 2 === 0 ? 10.01 : 9.99),
      NOW + quarterHour * QUARTER_HOUR,
    )
    if ((next.fallback === null) !== (standing.fallback === null)) changes += 1
    standing = next
  }
  expect(changes).toBeGreaterThan(10)
  expect(changes).toBeLessThanOrEqual(40)
})

test('the rule is the one that did best over the week, whichever would have been best on this very day', () => {
  const lucky = { day: sumsOf(20, 96, 'yesterday'), week: sumsOf(20, 96, 'last week') }
  expect(nextFallbackState(NO_FALLBACK, lucky, NOW)).toBe(NO_FALLBACK)
  const worse = { day: sumsOf(31, 96, 'yesterday'), week: sumsOf(20, 96, 'last week') }
  expect(nextFallbackState(NO_FALLBACK, worse, NOW).fallback).toMatchObject({ rule: 'last week' })
})

test('what was decided by a day alone is void as soon as another rule is the week’s best', () => {
  const dayAlone = { day: sumsOf(20, 96, 'yesterday'), week: sumsOf(20, 96, 'yesterday') }
  const stoodIn = nextFallbackState(NO_FALLBACK, dayAlone, NOW)
  expect(stoodIn.fallback).toMatchObject({ rule: 'yesterday' })
  const known = { day: sumsOf(20, 96, 'yesterday'), week: sumsOf(20, 96, 'last week') }
  expect(nextFallbackState(stoodIn, known, NOW + QUARTER_HOUR).fallback).toBeNull()
})
