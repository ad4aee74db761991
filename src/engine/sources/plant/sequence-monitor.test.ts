import { expect, test } from 'vitest'
import { createSequenceMonitor } from './sequence-monitor.ts'

const missed = (monitor: ReturnType<typeof createSequenceMonitor>, ...numbers: number[]) =>
  numbers.map((seq) => monitor.observe('', seq))

test('gaps are counted, also across a reconnection', () => {
  const monitor = createSequenceMonitor()
  expect(missed(monitor, 5, 6, 9)).toEqual([0, 0, 2])
  monitor.onReconnected()
  expect(missed(monitor, 12, 13)).toEqual([2, 0])
})

test('messages that arrive late or twice are no gap and make none', () => {
  expect(missed(createSequenceMonitor(), 5, 7, 6, 7, 8)).toEqual([0, 1, 0, 0, 0])
})

test('a plant that starts anew counts from the beginning without a gap', () => {
  const monitor = createSequenceMonitor()
  expect(missed(monitor, 50, 51)).toEqual([0, 0])
  monitor.onReconnected()
  expect(missed(monitor, 0, 1, 2)).toEqual([0, 0, 0])
  expect(missed(monitor, 4_000, 65_535, 0, 1)).toEqual([3_997, 61_534, 0, 0])
})

test('each writer of a plant has a numbering of its own', () => {
  const monitor = createSequenceMonitor()
  expect([
    monitor.observe('a', 1),
    monitor.observe('b', 100),
    monitor.observe('a', 2),
    monitor.observe('b', 103),
  ]).toEqual([0, 0, 0, 2])
})
