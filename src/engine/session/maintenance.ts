import type { EngineStatus } from '../../contract/schemas/values.ts'
import { MINUTE, SECOND } from '../../domain/time/time.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { EventHub } from '../runtime/event-hub.ts'
import type { Notices } from '../runtime/notices.ts'
import type { StorePort } from '../store/store-port.ts'
import type { CurrentSession } from './current-session.ts'

const STATUS_EVERY = 5 * SECOND
const PRUNE_EVERY = MINUTE
/** Longest that one step of pruning may keep the store busy, in ms. */
const PRUNE_BUDGET_MS = 50

interface MaintenanceContext {
  readonly clock: Clock
  readonly hub: EventHub
  readonly notices: Notices
  readonly store: StorePort
  readonly currentSession: CurrentSession
  readonly readStatus: () => Promise<EngineStatus>
}

/** Tells how the engine does, and deletes what is older than the retention, again and again; answers what ends that. */
export function startMaintenance({
  clock,
  hub,
  notices,
  store,
  currentSession,
  readStatus,
}: MaintenanceContext): (() => void)[] {
  const repeat = (ms: number, doing: string, run: () => Promise<void>) =>
    every(clock, ms, () => {
      run().catch((error: unknown) => notices.addFailure(doing, error))
    })
  return [
    repeat(STATUS_EVERY, 'The status', async () => {
      hub.publish({ kind: 'engine', engine: await readStatus() })
    }),
    repeat(PRUNE_EVERY, 'Deleting what is older than the retention', async () => {
      // Others get their turn at the store between two steps.
      while (await store.prune(currentSession.settings().retention, PRUNE_BUDGET_MS)) {
        await new Promise<void>((resume) => clock.after(PRUNE_BUDGET_MS, resume))
      }
    }),
  ]
}
