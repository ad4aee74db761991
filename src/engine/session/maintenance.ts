import { MINUTE, SECOND } from '../../domain/time/time.ts'
import type { EngineContext } from '../context/engine-context.ts'
import { every } from '../runtime/clock.ts'
import type { CurrentSession } from './current-session.ts'
import type { StatusReader } from './status.ts'

const STATUS_EVERY = 5 * SECOND
const PRUNE_EVERY = MINUTE
/** Longest that one step of pruning may keep the store busy, in ms. */
const PRUNE_BUDGET_MS = 50

/** Publishes the engine's status, and deletes what is older than the retention, again and again until it is closed. */
export function startMaintenance(
  { clock, store, publish, onFailure }: EngineContext,
  currentSession: CurrentSession,
  status: StatusReader,
): { close(): void } {
  const repeat = (ms: number, doing: string, run: () => Promise<void>) =>
    every(clock, ms, () => {
      run().catch((error: unknown) => onFailure(doing, error))
    })
  const cancels = [
    repeat(STATUS_EVERY, 'The status', async () => {
      publish({ kind: 'engine', engine: await status.read() })
    }),
    repeat(PRUNE_EVERY, 'Deleting what is older than the retention', async () => {
      // The store does other work between two steps.
      while (await store.prune(currentSession.settings().retention, PRUNE_BUDGET_MS)) {
        await new Promise<void>((resolve) => clock.after(PRUNE_BUDGET_MS, resolve))
      }
    }),
  ]
  return {
    close() {
      for (const cancel of cancels) cancel()
    },
  }
}
