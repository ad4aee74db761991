import { expect, test } from 'vitest'
import { Latencies, LatencyRecorder } from './latencies.ts'

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

test('the table has a row for each kind of run that there was, and none for others', () => {
  const book = new LatencyRecorder()
  expect(book.list()).toEqual([])
  const kernel = { horizon: 'nextHour', cached: false, computedBy: 'kernel' } as const
  book.add(kernel, 4)
  book.add({ ...kernel, horizon: 'nextDay' }, 9)
  book.add({ ...kernel, cached: true }, 1)
  book.add({ ...kernel, computedBy: 'wasm' }, 30)
  book.add(kernel, 6)
  const all = (ms: number) => ({ p50: ms, p95: ms, p99: ms })
  expect(book.list()).toEqual([
    { ...kernel, count: 2, p50: 5, p95: expect.closeTo(5.9, 6), p99: expect.closeTo(5.98, 6) },
    { ...kernel, horizon: 'nextDay', count: 1, ...all(9) },
    { ...kernel, cached: true, count: 1, ...all(1) },
    { ...kernel, computedBy: 'wasm', count: 1, ...all(30) },
  ])
})
