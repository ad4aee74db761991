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
const MOST_WAITING = 1_000_000
/** Pause before a failed write is tried again, in ms. */
const RETRY_AFTER_MS = 1_000
/** Newest samples of each tag that are kept at hand: what a page shows first. */
export const RECENT = 60

/** What came in since the engine started. */
export interface WriteCounters {
  readonly received: number
  readonly stored: number
  readonly doubled: number
  readonly late: number
  readonly lost: number
}

/** Takes samples to the store: gathers, writes in order, live ones first, and tries again until it can. */
export interface WriteQueue {
  registerTags(tags: readonly Tag[]): void
  add(samples: readonly Sample[], past: boolean): void
  /**
   * Resolves when the live samples that were taken before are in the store; a long past may still wait. A store that
   * fails holds nobody up: it resolves then, too.
   */
  flush(): Promise<void>
  /** The newest live sample of each tag, and when it was received. */
  readonly latest: ReadonlyMap<string, Latest>
  /** The newest live samples of a tag, oldest first, at most `RECENT`. */
  recent(tag: string): readonly (readonly [at: number, value: number])[]
  counters(): WriteCounters
  /** Writes what waits, for at most `graceMs`, and takes nothing more. */
  close(graceMs: number): Promise<void>
}

export interface WriteQueueOptions {
  readonly store: Pick<StorePort, 'register' | 'write'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  /** Live samples wait for the past that was taken before them, instead of passing it. */
  readonly inOrder: boolean
  /** The samples at hand from earlier, by tag. */
  readonly recentSamples: Readonly<Record<string, readonly Sample[]>>
  /** Hears of writes that failed. */
  readonly onFailure: (error: unknown) => void
}

/** An intake that nothing was taken by. */
export function createWriteQueue(parts: WriteQueueOptions): WriteQueue {
  const { store, source, clock, recentSamples, onFailure } = parts
  const counters = { received: 0, stored: 0, doubled: 0, late: 0, lost: 0 }
  const latest = new Map<string, Latest>()
  const recent = new Map<string, [number, number][]>()
  // A value from earlier is shown with its true age.
  for (const samples of Object.values(recentSamples))
    for (const sample of samples) rememberNewest([sample], sample.at, latest, recent)

  const pending = createPendingSamples(parts.inOrder, counters)
  let tagsToRegister: readonly Tag[] | null = null
  let draining: Promise<void> | null = null
  let cancelScheduledDrain: (() => void) | null = null
  let writingLive = false
  let flushes: (() => void)[] = []
  let closed = false

  const hasWork = () => tagsToRegister !== null || pending.size() > 0

  async function writeNext(): Promise<void> {
    if (tagsToRegister !== null) {
      const tags = tagsToRegister
      await store.register(source, tags)
      if (tagsToRegister === tags) tagsToRegister = null
      return
    }
    writingLive = pending.liveSize() > 0
    const batch = pending.next()
    try {
      const result = await store.write(source, batch)
      counters.stored += result.stored
      counters.doubled += result.doubled
      counters.late += result.late
    } catch (error) {
      pending.putBack(batch)
      throw error
    }
  }

  function resolveFlushes() {
    writingLive = false
    const released = flushes
    flushes = []
    for (const resume of released) resume()
  }

  async function drain(): Promise<void> {
    while (hasWork()) {
      try {
        await writeNext()
        if (pending.liveSize() === 0) resolveFlushes()
      } catch (error) {
        resolveFlushes()
        onFailure(error)
        if (closed) return
        await new Promise<void>((resume) => clock.after(RETRY_AFTER_MS, resume))
      }
    }
  }

  function startDraining(): Promise<void> {
    cancelScheduledDrain?.()
    cancelScheduledDrain = null
    draining ??= drain().finally(() => {
      draining = null
    })
    return draining
  }

  function scheduleDrain() {
    if (draining === null && cancelScheduledDrain === null) cancelScheduledDrain = clock.after(GATHER_MS, startDraining)
  }

  return {
    latest,
    recent: (tag) => recent.get(tag) ?? [],
    counters: () => ({ ...counters }),
    registerTags(tags) {
      tagsToRegister = tags
      scheduleDrain()
    },
    add(samples, past) {
      if (closed || samples.length === 0) return
      counters.received += samples.length
      if (!past) rememberNewest(samples, clock.now(), latest, recent)
      pending.add(samples, past)
      scheduleDrain()
    },
    flush() {
      if (pending.liveSize() === 0 && !writingLive) return Promise.resolve()
      startDraining()
      return new Promise((resume) => flushes.push(resume))
    },
    async close(graceMs) {
      closed = true
      const grace = new Promise<void>((resume) => {
        clock.after(graceMs, resume)
      })
      await Promise.race([startDraining(), grace])
    },
  }
}

function rememberNewest(
  samples: readonly Sample[],
  receivedAt: number,
  latest: Map<string, Latest>,
  recent: Map<string, [number, number][]>,
) {
  for (const { tag, at, value, quality } of samples) {
    const newest = latest.get(tag)
    if (newest !== undefined && at < newest.at) continue
    latest.set(tag, { at, value, quality, receivedAt })
    const points = recent.get(tag) ?? []
    recent.set(tag, points)
    if (at === points.at(-1)?.[0]) points.pop()
    points.push([at, value])
    if (points.length > RECENT) points.shift()
  }
}

/** What waits to be written: live samples before those of the past, so that a long past never holds them up; or all in order. */
function createPendingSamples(inOrder: boolean, counters: { lost: number }) {
  let live: Sample[] = []
  const past: (readonly Sample[])[] = []
  let flushes = 0
  return {
    size: () => flushes,
    liveSize: () => live.length,
    add(samples: readonly Sample[], isPast: boolean) {
      flushes += samples.length
      if (isPast || (inOrder && past.length > 0))
        for (let i = 0; i < samples.length; i += BATCH_SIZE) past.push(samples.slice(i, i + BATCH_SIZE))
      else live = live.length === 0 ? [...samples] : live.concat(samples)
      while (flushes > MOST_WAITING) {
        const dropped = past.shift() ?? live.splice(0, BATCH_SIZE)
        flushes -= dropped.length
        counters.lost += dropped.length
      }
    },
    next(): readonly Sample[] {
      const batch = live.length > 0 ? live.slice(0, BATCH_SIZE) : (past.shift() ?? [])
      if (live.length > 0) live = live.slice(BATCH_SIZE)
      flushes -= batch.length
      return batch
    },
    putBack(batch: readonly Sample[]) {
      flushes += batch.length
      live = [...batch, ...live]
    },
  }
}
