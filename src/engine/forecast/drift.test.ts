import { expect, test } from 'vitest'
import { describeDrift } from './drift.ts'

const TRAINED = { loadMeanKw: 1000, loadP5Kw: 600, loadP95Kw: 1400, temperatureP5C: -2, temperatureP95C: 24 }

/** A week around a mean, from 40 % below it to 40 % above. */
const week = (meanKw: number) => Array.from({ length: 672 }, (_, i) => meanKw * (0.6 + (0.8 * (i % 96)) / 95))
const weather = (meanC: number) => Array.from({ length: 672 }, (_, i) => meanC - 5 + (10 * (i % 96)) / 95)
const drift = (
  loadKw: readonly number[],
  temperatureC: readonly number[],
  training: Record<string, number> = TRAINED,
) => describeDrift({ training }, { loadKw, temperatureC })

test('a week like those of the training is no drift', () => {
  expect(drift(week(1000), weather(10))).toBeNull()
  expect(drift(week(1150), weather(20))).toBeNull()
})

test('another level of load is described in percent, another plant’s in times', () => {
  expect(drift(week(1380), [])).toBe('The load of the last week lies 38 % above what the model was trained on.')
  expect(drift(week(20), [])).toBe('The load of the last week lies 98 % below what the model was trained on.')
  expect(drift(week(42_000), [])).toBe('The load of the last week is 42 times what the model was trained on.')
})

test('the same mean with other extremes is described, and so is weather that training hardly had', () => {
  const switching = Array.from({ length: 672 }, (_, i) => (i % 2 === 0 ? 100 : 1900))
  expect(drift(switching, [])).toMatch(/^For 100 % of the last week the load lay outside/)
  expect(drift(week(1000), weather(31))).toMatch(/^It was warmer for \d+ % of the last week .*: 31 °C on average\.$/)
  expect(drift(week(1000), weather(-9))).toMatch(/^It was colder/)
})

test('there is no sentence for too little, or where the card has no figures', () => {
  expect(drift(week(5000).slice(0, 191), [])).toBeNull()
  expect(drift(week(5000), weather(40), {})).toBeNull()
  expect(drift(week(1000), weather(40).slice(0, 100))).toBeNull()
})
