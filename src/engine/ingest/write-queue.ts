import type { Latest } from '../../contract/schemas/values.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'

/** Samples wait this long, in ms, to be written together. */
const GATHER_MS = 200
/** Samples written in one transaction at the most. */
const BATCH_SIZE = 5_000
/** Samples that may wait while the store can't write: about 100 MB. Beyond, the oldest are given up and counted. */
const MAX_WAITING = 1_000_000
/** Pause before a failed write is tried again, in ms. */
const RETRY_AFTER_MS = 1_000
/** Newest samples of each tag that are kept in memory: what a page shows first. */
export const MAX_RECENT_SAMPLES = 60

/** What was received since the engine started. */
export interface WriteCounters {
  readonly received: number
  readonly stored: number
  readonly doubled: number
  readonly late: number
  readonly lost: number
}

/** Writes samples to the store: gathers them, writes in order, live ones first, and tries again until it can. */
export interface WriteQueue {
  registerTags(tags: readonly Tag[]): void
  add(samples: readonly Sample[], past: boolean): void
  /**
   * Resolves when the live samples that were added before are in the store; a long past may still wait, unless they are
   * written in order behind it. It resolves as well where the store fails.
   */
  flush(): Promise<void>
  /** Resolves when all that was added is in the store, a long past too; where the store fails, when it can write again. */
  flushAll(): Promise<void>
  /** The newest live sample of each tag, and when it was received. */
  readonly latest: ReadonlyMap<string, Latest>
  /** The newest live samples of a tag, oldest first, at most `RECENT`. */
  recent(tag: string): readonly (readonly [at: number, value: number])[]
  counters(): WriteCounters
  /** Writes what waits, for at most `graceMs`; what is added from now on is dropped. */
  close(graceMs: number): Promise<void>
}

export interface WriteQueueOptions {
  readonly store: Pick<StorePort, 'register' | 'write'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  /** Live samples wait for the past that was added before them, instead of passing it. */
  readonly inOrder: boolean
  /** The newest samples from earlier, by tag. */
  readonly recentSamples: Readonly<Record<string, readonly Sample[]>>
  /** Called for each write that failed. */
  readonly onFailure: (error: unknown) => void
}

/** A queue to which nothing was added yet. */
export function createWriteQueue(options: WriteQueueOptions): WriteQueue {
  return new StoreWriteQueue(options)
}

class StoreWriteQueue implements WriteQueue {
  readonly #options: WriteQueueOptions
  readonly #counters = { received: 0, stored: 0, doubled: 0, late: 0 }
  readonly #newest = new NewestSamples()
  readonly #pending: PendingSamples
  #tagsToRegister: readonly Tag[] | null = null
  #draining: Promise<void> | null = null
  #cancelScheduledDrain: (() => void) | null = null
  #writingLive = false
  /** Resolves those that wait for `flush`. */
  #flushes: (() => void)[] = []
  #closed = false

  constructor(options: WriteQueueOptions) {
    this.#options = options
    this.#pending = new PendingSamples(options.inOrder)
    // A value from earlier is shown with its true age.
    for (const samples of Object.values(options.recentSamples))
      for (const sample of samples) this.#newest.add([sample], sample.at)
  }

  get latest(): ReadonlyMap<string, Latest> {
    return this.#newest.latest
  }

  recent(tag: string): readonly (readonly [at: number, value: number])[] {
    return this.#newest.recent(tag)
  }

  counters(): WriteCounters {
    return { ...this.#counters, lost: this.#pending.lost }
  }

  registerTags(tags: readonly Tag[]): void {
    this.#tagsToRegister = tags
    this.#scheduleDrain()
  }

  add(samples: readonly Sample[], past: boolean): void {
    if (this.#closed || samples.length === 0) return
    this.#counters.received += samples.length
    if (!past) this.#newest.add(samples, this.#options.clock.now())
    this.#pending.add(samples, past)
    this.#scheduleDrain()
  }

  flush(): Promise<void> {
    if (this.#pending.liveSize === 0 && !this.#writingLive) return Promise.resolve()
    void this.#startDraining()
    return new Promise((resolve) => this.#flushes.push(resolve))
  }

  flushAll(): Promise<void> {
    return this.#startDraining()
  }

  async close(graceMs: number): Promise<void> {
    this.#closed = true
    const grace = new Promise<void>((resolve) => {
      this.#options.clock.after(graceMs, resolve)
    })
    await Promise.race([this.#startDraining(), grace])
  }

  #scheduleDrain(): void {
    if (this.#draining !== null || this.#cancelScheduledDrain !== null) return
    this.#cancelScheduledDrain = this.#options.clock.after(GATHER_MS, () => void this.#startDraining())
  }

  #startDraining(): Promise<void> {
    this.#cancelScheduledDrain?.()
    this.#cancelScheduledDrain = null
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = null
    })
    return this.#draining
  }

  async #drain(): Promise<void> {
    const { clock, onFailure } = this.#options
    while (this.#tagsToRegister !== null || this.#pending.size > 0) {
      try {
        await this.#writeNext()
        if (this.#pending.liveSize === 0) this.#resolveFlushes()
      } catch (error) {
        this.#resolveFlushes()
        onFailure(error)
        if (this.#closed) return
        await new Promise<void>((resolve) => clock.after(RETRY_AFTER_MS, resolve))
      }
    }
  }

  async #writeNext(): Promise<void> {
    const { store, source } = this.#options
    const tags = this.#tagsToRegister
    if (tags !== null) {
      await store.register(source, tags)
      if (this.#tagsToRegister === tags) this.#tagsToRegister = null
      return
    }
    this.#writingLive = this.#pending.liveSize > 0
    const batch = this.#pending.next()
    try {
      const result = await store.write(source, batch)
      this.#counters.stored += result.stored
      this.#counters.doubled += result.doubled
      this.#counters.late += result.late
    } catch (error) {
      this.#pending.putBack(batch)
      throw error
    }
  }

  #resolveFlushes(): void {
    this.#writingLive = false
    const released = this.#flushes
    this.#flushes = []
    for (const resolve of released) resolve()
  }
}

/** The newest live samples of each tag. */
class NewestSamples {
  readonly latest = new Map<string, Latest>()
  readonly #recent = new Map<string, [number, number][]>()

  recent(tag: string): readonly (readonly [at: number, value: number])[] {
    return this.#recent.get(tag) ?? []
  }

  add(samples: readonly Sample[], receivedAt: number): void {
    for (const { tag, at, value, quality } of samples) {
      const newest = this.latest.get(tag)
      if (newest !== undefined && at < newest.at) continue
      this.latest.set(tag, { at, value, quality, receivedAt })
      const points = this.#recent.get(tag) ?? []
      this.#recent.set(tag, points)
      if (at === points.at(-1)?.[0]) points.pop()
      points.push([at, value])
      if (points.length > MAX_RECENT_SAMPLES) points.shift()
    }
  }
}

/** What waits to be written: live samples before those of the past, so that a long past never holds them up; or all in order. */
class PendingSamples {
  readonly #inOrder: boolean
  /** Batches of the past and, where all are in order, of live samples behind it. */
  readonly #line: { readonly samples: readonly Sample[]; readonly isPast: boolean }[] = []
  #live: Sample[] = []
  #size = 0
  #liveInLine = 0
  #lost = 0

  constructor(inOrder: boolean) {
    this.#inOrder = inOrder
  }

  get size(): number {
    return this.#size
  }

  get liveSize(): number {
    return this.#live.length + this.#liveInLine
  }

  /** Samples that were given up, because too many waited. */
  get lost(): number {
    return this.#lost
  }

  add(samples: readonly Sample[], isPast: boolean): void {
    this.#size += samples.length
    if (isPast || (this.#inOrder && this.#line.length > 0)) this.#addToLine(samples, isPast)
    else this.#live = this.#live.length === 0 ? [...samples] : this.#live.concat(samples)
    while (this.#size > MAX_WAITING) {
      const dropped = this.#takeFromLine() ?? this.#live.splice(0, BATCH_SIZE)
      this.#size -= dropped.length
      this.#lost += dropped.length
    }
  }

  next(): readonly Sample[] {
    const batch = this.#live.length > 0 ? this.#live.slice(0, BATCH_SIZE) : (this.#takeFromLine() ?? [])
    if (this.#live.length > 0) this.#live = this.#live.slice(BATCH_SIZE)
    this.#size -= batch.length
    return batch
  }

  putBack(batch: readonly Sample[]): void {
    this.#size += batch.length
    this.#live = [...batch, ...this.#live]
  }

  #addToLine(samples: readonly Sample[], isPast: boolean): void {
    for (let i = 0; i < samples.length; i += BATCH_SIZE)
      this.#line.push({ samples: samples.slice(i, i + BATCH_SIZE), isPast })
    if (!isPast) this.#liveInLine += samples.length
  }

  #takeFromLine(): readonly Sample[] | undefined {
    const batch = this.#line.shift()
    if (batch !== undefined && !batch.isPast) this.#liveInLine -= batch.samples.length
    return batch?.samples
  }
}
