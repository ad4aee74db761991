import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { SECOND } from '../../domain/time/time.ts'

/** Silence, in ms of the wall clock, after which a value is old, unless its source sends more slowly. */
export const STALE_AFTER = 3 * SECOND

/** Where a source puts what it reads. Called on the engine's thread; never throws. */
export interface SourceSink {
  /**
   * The tags that the source has; again, whole, whenever one is added or its period is known better. Called before
   * their samples.
   */
  onTags(tags: readonly Tag[]): void
  /** Samples as they were measured, in any order. `past` is history that the source delivers, not live values. */
  onSamples(samples: readonly Sample[], past: boolean): void
  /** Whether more is to come of a past that the source delivers beside its live samples, from its start on. */
  onPastPending(pending: boolean): void
  onConnection(connection: Connection): void
  /** A message that could not be read: why, and its beginning. */
  onUnreadable(reason: string, excerpt: string): void
  /** Messages that were missed, by the source's numbering. */
  onMissed(count: number): void
}

/** What the store has of a source from earlier. */
export interface StoredHistory {
  /** Time of the newest sample, epoch ms; null where there is none. */
  readonly newestAt: number | null
  /** Starts of the quarter-hours of the last 40 days whose load is kept (nearly) whole, epoch ms. */
  readonly quarterHours: ReadonlySet<number>
}

/** A plant's telemetry: the plant itself, a simulated one, or a recorded one. */
export interface Source {
  readonly kind: 'simulator' | 'plant' | 'replay'
  /** The store's key: equal for equal settings, so that history goes on after a restart. Holds no secret. */
  readonly id: string
  /** For the screen, short. Holds no secret. */
  readonly label: string
  /** Silence longer than this, in ms of the wall clock, makes a value old: 3 s, or more for a slower source. */
  readonly staleAfterMs: number
  /** Begins to read; connects at once. */
  start(sink: SourceSink, kept: StoredHistory): void
  /** Connects now, whatever the state. */
  connect(): void
  /** Disconnects until `connect`. */
  disconnect(): void
  /** Ends the source and frees all it holds. */
  stop(): Promise<void>
}
