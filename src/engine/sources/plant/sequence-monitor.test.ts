import { expect, test } from 'vitest'
import { createSequenceMonitor } from './sequence-monitor.ts'

const missed = (watch: ReturnType<typeof createSequenceMonitor>, ...numbers: number[]) =>
  numbers.map((seq) => watch.observe('', seq))

test('gaps are counted, also across a reconnection', () => {
  const watch = createSequenceMonitor()
  expect(missed(watch, 5, 6, 9)).toEqual([0, 0, 2])
  watch.onReconnected()
  expect(missed(watch, 12, 13)).toEqual([2, 0])
})

test('messages that come late or twice are no gap and make none', () => {
  expect(missed(createSequenceMonitor(), 5, 7, 6, 7, 8)).toEqual([0, 1, 0, 0, 0])
})

test('a plant that starts anew counts from the beginning without a gap', () => {
  const watch = createSequenceMonitor()
  expect(missed(watch, 50, 51)).toEqual([0, 0])
  watch.onReconnected()
  expect(missed(watch, 0, 1, 2)).toEqual([0, 0, 0])
  expect(missed(watch, 4_000, 65_535, 0, 1)).toEqual([3_997, 61_534, 0, 0])
})

test('each writer of a plant has a numbering of its own', () => {
  const watch = createSequenceMonitor()
  expect([watch.observe('a', 1), watch.observe('b', 100), watch.observe('a', 2), watch.observe('b', 103)]).toEqual([
    0, 0, 0, 2,
  ])
})
