import type { EngineEvent } from '../../contract/api.ts'
import type { EngineStatus } from '../../contract/schemas/values.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Clock } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import { addEnergyBalance } from '../sources/energy-balance.ts'
import type { SourceSink } from '../sources/source.ts'
import { createSampleBroadcast } from './broadcast.ts'
import type { PlantTime } from './plant-time.ts'
import type { WriteQueue } from './write-queue.ts'

/** What could not be read, or was missed, since the source was started. */
export type ReceiveProblems = Pick<EngineStatus['ingest'], 'unreadable' | 'missedMessages' | 'lastUnreadable'>

/** Receives what a source reads, and keeps what was learnt from it. */
export interface Receiver {
  /** What the source is started with. */
  readonly sink: SourceSink
  /** Live samples were received, derived ones among them. */
  readonly liveSamples: Subscribable<readonly Sample[]>
  /** Samples of the past were received, which the source delivers, derived ones among them. */
  readonly pastSamples: Subscribable<readonly Sample[]>
  readonly tagsChanged: Subscribable<void>
  tags(): readonly Tag[]
  connection(): Connection
  /** Whether the past that the source delivers from its start on is whole in the store; true where it delivers none. */
  isPastStored(): boolean
  problems(): ReceiveProblems
  close(): void
}

const NO_PROBLEMS: ReceiveProblems = { unreadable: 0, missedMessages: 0, lastUnreadable: null }

interface ReceiverOptions {
  readonly clock: Clock
  readonly writeQueue: WriteQueue
  readonly plantTime: PlantTime
  readonly publish: (event: EngineEvent) => void
}

/** @param knownTags The tags that the store has of the source. */
export function createReceiver(
  { clock, writeQueue, plantTime, publish }: ReceiverOptions,
  knownTags: readonly Tag[],
): Receiver {
  const liveSamples = createEmitter<readonly Sample[]>()
  const pastSamples = createEmitter<readonly Sample[]>()
  const tagsChanged = createEmitter<void>()
  let tags = knownTags
  let connection: Connection = { kind: 'idle' }
  let isPastStored = true
  let problems = NO_PROBLEMS
  const broadcast = createSampleBroadcast(clock, (samples, receivedAt) =>
    publish({ kind: 'samples', receivedAt, plantTime: plantTime.at(clock.now()), samples }),
  )
  const sink = addEnergyBalance({
    onTags(now) {
      tags = now
      writeQueue.registerTags(now)
      tagsChanged.emit()
    },
    onSamples(samples, past) {
      writeQueue.add(samples, past)
      if (past) return pastSamples.emit(samples)
      const receivedAt = clock.now()
      for (const sample of samples) plantTime.observe(sample.at, receivedAt)
      broadcast.add(samples, receivedAt)
      liveSamples.emit(samples)
    },
    onPastPending(pending) {
      if (pending) isPastStored = false
      else
        void writeQueue.flushAll().then(() => {
          isPastStored = true
        })
    },
    onConnection(now) {
      connection = now
      publish({ kind: 'connection', connection })
    },
    onUnreadable(reason, excerpt) {
      const lastUnreadable = { at: clock.now(), reason, excerpt }
      problems = { ...problems, unreadable: problems.unreadable + 1, lastUnreadable }
    },
    onMissed(count) {
      problems = { ...problems, missedMessages: problems.missedMessages + count }
    },
  })
  return {
    sink,
    liveSamples,
    pastSamples,
    tagsChanged,
    tags: () => tags,
    connection: () => connection,
    isPastStored: () => isPastStored,
    problems: () => problems,
    close: broadcast.close,
  }
}
