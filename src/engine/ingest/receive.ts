import type { EngineEvent } from '../../contract/api.ts'
import type { EngineStatus } from '../../contract/schemas/values.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Clock } from '../runtime/clock.ts'
import { addEnergyBalance } from '../sources/energy-balance.ts'
import type { SourceSink } from '../sources/source.ts'
import { createSampleBroadcast } from './broadcast.ts'
import type { PlantTime } from './plant-time.ts'
import type { WriteQueue } from './write-queue.ts'

/** What could not be read, or was missed, since the source was started. */
export type ReceiveProblems = Pick<EngineStatus['ingest'], 'unreadable' | 'missedMessages' | 'lastUnreadable'>

/** Where a source puts what it reads, and what was learnt from it. */
export interface Receiver {
  readonly sink: SourceSink
  tags(): readonly Tag[]
  connection(): Connection
  problems(): ReceiveProblems
  close(): void
}

interface ReceiverContext {
  readonly clock: Clock
  readonly writeQueue: WriteQueue
  readonly plantTime: PlantTime
  readonly publish: (event: EngineEvent) => void
  /** Samples came, derived ones among them: live ones, or a past that the source hands over. */
  readonly onSamples: (samples: readonly Sample[], past: boolean) => void
  /** The tags have changed. */
  readonly onTagsChanged: () => void
}

/** `known` are the tags that the store has of the source. */
export function createReceiver(parts: ReceiverContext, knownTags: readonly Tag[]): Receiver {
  const { clock, writeQueue, plantTime, publish } = parts
  let tags = knownTags
  let connection: Connection = { kind: 'idle' }
  let problems: ReceiveProblems = { unreadable: 0, missedMessages: 0, lastUnreadable: null }
  const broadcast = createSampleBroadcast(clock, (samples, receivedAt) =>
    publish({ kind: 'samples', receivedAt, plantTime: plantTime.at(clock.now()), samples }),
  )
  const sink = addEnergyBalance({
    onTags(now) {
      tags = now
      writeQueue.registerTags(now)
      parts.onTagsChanged()
    },
    onSamples(samples, past) {
      writeQueue.add(samples, past)
      if (past) return parts.onSamples(samples, past)
      const receivedAt = clock.now()
      for (const sample of samples) plantTime.observe(sample.at, receivedAt)
      broadcast.add(samples, receivedAt)
      parts.onSamples(samples, past)
    },
    onConnection(now) {
      connection = now
      publish({ kind: 'connection', connection })
    },
    onUnreadable(reason, excerpt) {
      problems = {
        ...problems,
        unreadable: problems.unreadable + 1,
        lastUnreadable: { at: clock.now(), reason, excerpt },
      }
    },
    onMissed(count) {
      problems = { ...problems, missedMessages: problems.missedMessages + count }
    },
  })
  return { sink, tags: () => tags, connection: () => connection, problems: () => problems, close: broadcast.close }
}
