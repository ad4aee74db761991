import { expect, test } from 'vitest'
import { HISTORY_STEPS } from '../../domain/forecast.ts'
import { demandSomeLoad, readPast } from './past.ts'

const full = () => Array.from({ length: HISTORY_STEPS }, (_, i): number | null => 400 + (i % 96))
const read = (loadKw: (number | null)[], zone = 'UTC') => readPast({ loadKw, zone })

function withHoles(...at: number[]) {
  const loadKw = full()
  for (const i of at) loadKw[i] = null
  return loadKw
}

function reasonOf(loadKw: (number | null)[], zone?: string) {
  const past = read(loadKw, zone)
  return past.kind === 'unusable' ? past.reason : null
}

test('a whole past is used as it is, and longer ones from their end', () => {
  const past = read([9_999, ...full()])
  expect(past).toMatchObject({ kind: 'usable', scaleKw: 447.5 })
  expect(past.kind === 'usable' && past.loadKw).toEqual(full())
})

test('holes of one and two quarter-hours are closed with a straight line', () => {
  const past = read(withHoles(10, 300, 301))
  expect(past.kind === 'usable' && [past.loadKw[10], past.loadKw[300], past.loadKw[301]]).toEqual([410, 412, 413])
})

test('a longer hole, too many, or one at an end leave the model out, and the sentence says why', () => {
  expect(reasonOf(withHoles(10, 11, 12))).toBe('3 of the last 768 quarter-hours of load are missing.')
  expect(reasonOf(withHoles(10, 20, 30, 40, 50))).toBe('5 of the last 768 quarter-hours of load are missing.')
  expect(reasonOf(withHoles(767))).toContain('1 of the last 768')
  expect(reasonOf(withHoles(0))).toContain('1 of the last 768')
  expect(reasonOf(withHoles(10, 20, 30, 40))).toBeNull()
})

test('too little past, no such zone, or no load to scale by leave the model out', () => {
  expect(reasonOf(full().slice(0, 12))).toBe('The model needs 8 days of load; 3 hours are known.')
  expect(reasonOf(full().slice(0, 767))).toBe('The model needs 8 days of load; 7.9 days are known.')
  expect(reasonOf(full(), 'Mars/Olympus')).toContain('Mars/Olympus')
  expect(reasonOf(full().map(() => 0))).toContain('too near zero')
  expect(reasonOf(full().map((_, i) => (i % 2 === 0 ? 100 : -100)))).toContain('too near zero')
})

test('nothing can be said from nothing', () => {
  expect(() => demandSomeLoad({ loadKw: [null, null] })).toThrow('at least one quarter-hour')
  expect(() => demandSomeLoad({ loadKw: [null, 3] })).not.toThrow()
})
