import type { EngineEvent } from '../../contract/api.ts'
import type { EngineStatus } from '../../contract/schemas/values.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Clock } from '../runtime/clock.ts'
import { withBalance } from '../sources/energy-balance.ts'
import type { SourceSink } from '../sources/source.ts'
import { createSampleRelay } from './broadcast.ts'
import type { PlantTime } from './plant-time.ts'
import type { Intake } from './write-queue.ts'

/** What could not be read, or was missed, since the source was started. */
export type Trouble = Pick<EngineStatus['ingest'], 'unreadable' | 'missedMessages' | 'lastUnreadable'>

/** Where a source puts what it reads, and what was learnt from it. */
export interface Reception {
  readonly sink: SourceSink
  tags(): readonly Tag[]
  connection(): Connection
  trouble(): Trouble
  close(): void
}

interface ReceptionParts {
  readonly clock: Clock
  readonly intake: Intake
  readonly plantTime: PlantTime
  readonly publish: (event: EngineEvent) => void
  /** Samples came, derived ones among them: live ones, or a past that the source hands over. */
  readonly onSamples: (samples: readonly Sample[], past: boolean) => void
  /** The tags have changed. */
  readonly onTags: () => void
}

/** `known` are the tags that the store has of the source. */
export function createReception(parts: ReceptionParts, known: readonly Tag[]): Reception {
  const { clock, intake, plantTime, publish } = parts
  let tags = known
  let connection: Connection = { kind: 'idle' }
  let trouble: Trouble = { unreadable: 0, missedMessages: 0, lastUnreadable: null }
  const relay = createSampleRelay(clock, (samples, receivedAt) =>
    publish({ kind: 'samples', receivedAt, plantTime: plantTime.at(clock.now()), samples }),
  )
  const sink = withBalance({
    tags(now) {
      tags = now
      intake.tags(now)
      parts.onTags()
    },
    samples(samples, past) {
      intake.take(samples, past)
      if (past) return parts.onSamples(samples, past)
      const receivedAt = clock.now()
      for (const sample of samples) plantTime.observe(sample.at, receivedAt)
      relay.take(samples, receivedAt)
      parts.onSamples(samples, past)
    },
    connection(now) {
      connection = now
      publish({ kind: 'connection', connection })
    },
    unreadable(reason, excerpt) {
      trouble = { ...trouble, unreadable: trouble.unreadable + 1, lastUnreadable: { at: clock.now(), reason, excerpt } }
    },
    missed(count) {
      trouble = { ...trouble, missedMessages: trouble.missedMessages + count }
    },
  })
  return { sink, tags: () => tags, connection: () => connection, trouble: () => trouble, close: relay.close }
}
