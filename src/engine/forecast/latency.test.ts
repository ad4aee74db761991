import { expect, test } from 'vitest'
import { Latencies } from './latency.ts'

test('percentiles are those of the runs so far', () => {
  const latencies = new Latencies()
  expect(latencies.percentiles()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 })
  for (let ms = 100; ms >= 0; ms--) latencies.add(ms)
  expect(latencies.percentiles()).toEqual({ count: 101, p50: 50, p95: 95, p99: 99 })
})

test('only the last thousand runs count', () => {
  const latencies = new Latencies()
  for (let i = 0; i < 500; i++) latencies.add(1_000_000)
  for (let i = 0; i < 1000; i++) latencies.add(2)
  expect(latencies.percentiles()).toEqual({ count: 1000, p50: 2, p95: 2, p99: 2 })
})
