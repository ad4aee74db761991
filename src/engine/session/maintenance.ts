import type { EngineStatus } from '../../contract/schemas/values.ts'
import { MINUTE, SECOND } from '../../domain/time/time.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { EventHub } from '../runtime/event-hub.ts'
import type { NoticeBoard } from '../runtime/notices.ts'
import type { StorePort } from '../store/store-port.ts'
import type { SessionKeeper } from './current-session.ts'

const STATUS_EVERY = 5 * SECOND
const PRUNE_EVERY = MINUTE
/** Longest that one step of pruning may keep the store busy, in ms. */
const PRUNE_BUDGET = 50

interface HouseParts {
  readonly clock: Clock
  readonly hub: EventHub
  readonly notices: NoticeBoard
  readonly store: StorePort
  readonly keeper: SessionKeeper
  readonly readStatus: () => Promise<EngineStatus>
}

/** Tells how the engine does, and deletes what is older than the retention, again and again; answers what ends that. */
export function keepHouse({ clock, hub, notices, store, keeper, readStatus }: HouseParts): (() => void)[] {
  const repeat = (ms: number, doing: string, run: () => Promise<void>) =>
    every(clock, ms, () => {
      run().catch((error: unknown) => notices.failed(doing, error))
    })
  return [
    repeat(STATUS_EVERY, 'The status', async () => {
      hub.publish({ kind: 'engine', engine: await readStatus() })
    }),
    repeat(PRUNE_EVERY, 'Deleting what is older than the retention', async () => {
      // Others get their turn at the store between two steps.
      while (await store.prune(keeper.settings().retention, PRUNE_BUDGET)) {
        await new Promise<void>((resume) => clock.after(PRUNE_BUDGET, resume))
      }
    }),
  ]
}
