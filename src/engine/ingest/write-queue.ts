import type { Latest } from '../../contract/schemas/values.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Clock } from '../runtime/clock.ts'
import type { StorePort } from '../store/store-port.ts'

/** Samples wait this long, in ms, to be written together. */
const GATHER = 200
/** Samples written in one transaction at the most. */
const BATCH = 5_000
/** Samples that may wait while the store can't write: about 100 MB. Beyond, the oldest are given up and counted. */
const MOST_WAITING = 1_000_000
/** Pause before a failed write is tried again, in ms. */
const RETRY = 1_000
/** Newest samples of each tag that are kept at hand: what a page shows first. */
export const RECENT = 60

/** What came in since the engine started. */
export interface IntakeCounters {
  readonly received: number
  readonly stored: number
  readonly doubled: number
  readonly late: number
  readonly lost: number
}

/** Takes samples to the store: gathers, writes in order, live ones first, and tries again until it can. */
export interface Intake {
  tags(tags: readonly Tag[]): void
  take(samples: readonly Sample[], past: boolean): void
  /**
   * Resolves when the live samples that were taken before are in the store; a long past may still wait. A store that
   * fails holds nobody up: it resolves then, too.
   */
  settled(): Promise<void>
  /** The newest live sample of each tag, and when it was received. */
  readonly latest: ReadonlyMap<string, Latest>
  /** The newest live samples of a tag, oldest first, at most `RECENT`. */
  recent(tag: string): readonly (readonly [at: number, value: number])[]
  counters(): IntakeCounters
  /** Writes what waits, for at most `graceMs`, and takes nothing more. */
  close(graceMs: number): Promise<void>
}

export interface IntakeParts {
  readonly store: Pick<StorePort, 'register' | 'write'>
  /** The store's key. */
  readonly source: string
  readonly clock: Clock
  /** Live samples wait for the past that was taken before them, instead of passing it. */
  readonly inOrder: boolean
  /** The samples at hand from earlier, by tag. */
  readonly known: Readonly<Record<string, readonly Sample[]>>
  /** Hears of writes that failed. */
  readonly onFailure: (error: unknown) => void
}

/** An intake that nothing was taken by. */
export function createIntake(parts: IntakeParts): Intake {
  const { store, source, clock, known, onFailure } = parts
  const counters = { received: 0, stored: 0, doubled: 0, late: 0, lost: 0 }
  const latest = new Map<string, Latest>()
  const recent = new Map<string, [number, number][]>()
  // A value from earlier is shown with its true age.
  for (const samples of Object.values(known))
    for (const sample of samples) keepAtHand([sample], sample.at, latest, recent)

  const queue = createQueue(parts.inOrder, counters)
  let unregistered: readonly Tag[] | null = null
  let draining: Promise<void> | null = null
  let cancelGather: (() => void) | null = null
  let writingLive = false
  let waiting: (() => void)[] = []
  let closed = false

  const hasWork = () => unregistered !== null || queue.size() > 0

  async function writeNext(): Promise<void> {
    if (unregistered !== null) {
      const tags = unregistered
      await store.register(source, tags)
      if (unregistered === tags) unregistered = null
      return
    }
    writingLive = queue.liveSize() > 0
    const batch = queue.next()
    try {
      const result = await store.write(source, batch)
      counters.stored += result.stored
      counters.doubled += result.doubled
      counters.late += result.late
    } catch (error) {
      queue.putBack(batch)
      throw error
    }
  }

  function release() {
    writingLive = false
    const released = waiting
    waiting = []
    for (const resume of released) resume()
  }

  async function drain(): Promise<void> {
    while (hasWork()) {
      try {
        await writeNext()
        if (queue.liveSize() === 0) release()
      } catch (error) {
        release()
        onFailure(error)
        if (closed) return
        await new Promise<void>((resume) => clock.after(RETRY, resume))
      }
    }
  }

  function startDraining(): Promise<void> {
    cancelGather?.()
    cancelGather = null
    draining ??= drain().finally(() => {
      draining = null
    })
    return draining
  }

  function gather() {
    if (draining === null && cancelGather === null) cancelGather = clock.after(GATHER, startDraining)
  }

  return {
    latest,
    recent: (tag) => recent.get(tag) ?? [],
    counters: () => ({ ...counters }),
    tags(tags) {
      unregistered = tags
      gather()
    },
    take(samples, past) {
      if (closed || samples.length === 0) return
      counters.received += samples.length
      if (!past) keepAtHand(samples, clock.now(), latest, recent)
      queue.add(samples, past)
      gather()
    },
    settled() {
      if (queue.liveSize() === 0 && !writingLive) return Promise.resolve()
      startDraining()
      return new Promise((resume) => waiting.push(resume))
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

function keepAtHand(
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
function createQueue(inOrder: boolean, counters: { lost: number }) {
  let live: Sample[] = []
  const past: (readonly Sample[])[] = []
  let waiting = 0
  return {
    size: () => waiting,
    liveSize: () => live.length,
    add(samples: readonly Sample[], isPast: boolean) {
      waiting += samples.length
      if (isPast || (inOrder && past.length > 0))
        for (let i = 0; i < samples.length; i += BATCH) past.push(samples.slice(i, i + BATCH))
      else live = live.length === 0 ? [...samples] : live.concat(samples)
      while (waiting > MOST_WAITING) {
        const given = past.shift() ?? live.splice(0, BATCH)
        waiting -= given.length
        counters.lost += given.length
      }
    },
    next(): readonly Sample[] {
      const batch = live.length > 0 ? live.slice(0, BATCH) : (past.shift() ?? [])
      if (live.length > 0) live = live.slice(BATCH)
      waiting -= batch.length
      return batch
    },
    putBack(batch: readonly Sample[]) {
      waiting += batch.length
      live = [...batch, ...live]
    },
  }
}
