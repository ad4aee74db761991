import assert from 'node:assert/strict'
import { type CallName, calls, type EngineApi, type EngineEvent } from '../../src/contract/api.ts'
import type { Settings } from '../../src/contract/settings.ts'

/** One thing that the contract promises, whatever carries it. The engine behind `api` reads the simulator. */
export interface ContractCase {
  readonly name: string
  run(api: EngineApi): Promise<void>
}

/** The value of a call that must succeed, checked against the contract's schema. */
export async function requireAnswer<N extends CallName>(
  api: EngineApi,
  name: N,
  input: Parameters<typeof api.call<N>>[1],
) {
  const outcome = await api.call(name, input)
  assert.ok(outcome.ok, `${name}: ${JSON.stringify(outcome)}`)
  calls[name].output.parse(outcome.value)
  return outcome.value
}

export async function requireError<N extends CallName>(api: EngineApi, name: N, input: unknown) {
  const outcome = await api.call(name, input as Parameters<typeof api.call<N>>[1])
  assert.ok(!outcome.ok, `${name} should have been refused`)
  return outcome.error
}

/** Subscribes until `enough` is true of the events. */
export function collectEventsUntil(api: EngineApi, enough: (events: EngineEvent[]) => boolean): Promise<EngineEvent[]> {
  return new Promise((resolve, reject) => {
    const events: EngineEvent[] = []
    const late = setTimeout(
      () => finish(() => reject(new Error(`only ${events.map(({ kind }) => kind)} came`))),
      30_000,
    )
    const end = { unsubscribe: () => {} }
    const finish = (how: () => void) => {
      clearTimeout(late)
      end.unsubscribe()
      how()
    }
    end.unsubscribe = api.subscribe((event) => {
      events.push(event)
      // The subscription's own answer is first, even where the snapshot is delivered at once.
      if (enough(events)) queueMicrotask(() => finish(() => resolve(events)))
    })
  })
}

export const has = (kind: EngineEvent['kind']) => (events: EngineEvent[]) => events.some((event) => event.kind === kind)

export async function readSettings(api: EngineApi): Promise<Settings> {
  return requireAnswer(api, 'settings', {})
}
