import { expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import type { Inference } from '../../contract/schemas/models.ts'
import type { EngineContext } from '../context/engine-context.ts'
import { createNotices } from '../runtime/notices.ts'
import type { CurrentSession } from './current-session.ts'
import type { Session } from './session.ts'
import { openStatusReader } from './status.ts'

const session = {
  source: { kind: 'plant', id: 'plant:ws://plant/', label: 'plant', staleAfterMs: 3_000 },
  writeQueue: { counters: () => ({ received: 3, stored: 2, doubled: 1, late: 0, lost: 0 }) },
  clockOffsetMs: () => null,
  receiveProblems: () => ({ unreadable: 0, missedMessages: 0, lastUnreadable: null }),
} as unknown as Session

const runs = (
  horizon: 'nextHour' | 'nextDay',
  cached: boolean,
  computedBy: string,
  count: number,
): Inference['latencies'][number] => ({ horizon, cached, computedBy, count, p50: count, p95: count, p99: count })

test('the status line has the latencies of the next hour, by what computes now', async () => {
  const engine = {
    version: '1',
    startedAt: 0,
    store: { stats: async () => ({ file: 'f', bytes: 1, samples: 2, oldestAt: null, newestAt: null }) },
    forecaster: {
      status: async () => ({
        backend: 'wasm',
        backendNote: 'A kernel computes.',
        models: { nextHour: 'a', nextDay: null },
        latencies: [
          runs('nextHour', false, 'wasm', 10),
          runs('nextHour', false, 'kernel', 900),
          runs('nextDay', false, 'kernel', 1000),
        ],
        failures: 1,
        lastFailure: 'The model failed.',
        tensors: 4,
        tensorBytes: 5,
        heapBytes: 6,
        queued: 0,
      }),
    },
  } as Partial<EngineContext> as EngineContext
  const currentSession = { session: () => session } as CurrentSession
  const status = (await openStatusReader(engine, currentSession, createNotices(createFakeClock()))).latest()
  expect(status.forecast).toEqual({
    backend: 'wasm',
    backendNote: 'A kernel computes.',
    models: { nextHour: 'a', nextDay: null },
    uncached: { count: 900, p50: 900, p95: 900, p99: 900 },
    cached: { count: 0, p50: 0, p95: 0, p99: 0 },
    failures: 1,
    lastFailure: 'The model failed.',
  })
  expect(status.ingest).toMatchObject({ received: 3, doubled: 1, unreadable: 0 })
})
