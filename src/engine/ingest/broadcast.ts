import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Clock } from '../runtime/clock.ts'
import { createThrottle } from '../runtime/throttle.ts'

/** Samples are published at most this often, in ms. */
const BROADCAST_EVERY = 100
/** Samples in one event at the most: a fast recording sends more than a screen can show. */
const MAX_SAMPLES = 2_000

/** Gathers live samples into few events. */
export interface SampleBroadcast {
  add(samples: readonly Sample[], receivedAt: number): void
  close(): void
}

/** `send` gets the samples in the order they were received, with the time the last of them was received. */
export function createSampleBroadcast(
  clock: Clock,
  send: (samples: Sample[], receivedAt: number) => void,
): SampleBroadcast {
  let waiting: Sample[] = []
  let lastReceivedAt = 0
  const throttle = createThrottle(clock, { pauseMs: BROADCAST_EVERY, leading: false }, () => {
    const samples = waiting
    waiting = []
    send(samples, lastReceivedAt)
  })
  return {
    add(samples, receivedAt) {
      waiting = waiting.concat(samples)
      if (waiting.length > MAX_SAMPLES) waiting = waiting.slice(-MAX_SAMPLES)
      lastReceivedAt = receivedAt
      throttle.request()
    },
    close: throttle.close,
  }
}
