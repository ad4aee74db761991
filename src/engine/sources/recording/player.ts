import type { Sample } from '../../../domain/telemetry/sample.ts'
import { DAY, SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { createGate } from './gate.ts'
import type { Recording } from './recording.ts'

/** The part of a recording that is laid down as the past: so long at the most, in ms, and at most half of it. */
const LONGEST_PAST = 14 * DAY
/** Samples handed over at once at the most. */
const CHUNK = 5_000
/** Live samples come in batches this far apart at least, in ms of the wall clock. */
const BATCH_EVERY = SECOND / 10
/** Pause between two chunks of the past, in ms: what takes them to disk keeps up with 100,000 samples a second. */
const PAST_PAUSE = SECOND / 20
/** Samples of the past at the most. A recording with more has a shorter past. */
const MAX_PAST_SAMPLES = 2_000_000

export interface PlayerOptions {
  readonly clock: Clock
  /** Plant time over wall-clock time. */
  readonly speed: number
  /** Where it begins to play, epoch ms; null: behind a past of a length of its own. */
  readonly playFrom: number | null
  /** Time of the newest sample that is kept, epoch ms; rows up to it are passed over. */
  readonly knownUntil: number | null
}

export interface PlayerListener {
  onSamples(samples: readonly Sample[], past: boolean): void
  onUnreadable(reason: string, excerpt: string): void
  /** The recording came to its end, or can't be read on: a sentence. */
  onEnded(reason: string): void
}

/** Plays a recording once. */
export interface Player {
  play(): void
  pause(): void
  /** Why nothing more comes; null while there is more. */
  readonly endReason: string | null
  /** Ends it and closes the file. */
  close(): Promise<void>
}

/** A player at the beginning of the recording, or behind what is known of it. */
export function createPlayer(recording: Recording, options: PlayerOptions, listener: PlayerListener): Player {
  const { clock, speed, knownUntil, playFrom } = options
  const gate = createGate(clock)
  const cutoff = playFrom ?? recording.first + pastLengthMs(recording)
  let endReason: string | null = null
  let reading: Promise<void> | null = null
  let chunk: Sample[] = []
  let live = false
  /** Where the recording stood when it began to play, and when that was; null while it does not play. */
  let anchor: { readonly at: number; readonly wall: number } | null = null
  let flushedAt = 0

  const flush = (past: boolean) => {
    const samples = chunk
    chunk = []
    flushedAt = clock.now()
    if (samples.length > 0) listener.onSamples(samples, past)
  }
  /** Waits until the row of `at` is due; a row that is due or late joins the batch that is being gathered. */
  const waitUntilDue = async (at: number) => {
    for (;;) {
      anchor ??= { at, wall: clock.now() }
      const wait = anchor.wall + (at - anchor.at) / speed - clock.now()
      if (wait <= 0) return
      const rest = BATCH_EVERY - (clock.now() - flushedAt)
      if (rest > 0 && chunk.length > 0) await gate.sleep(Math.max(1, rest))
      else if (chunk.length > 0) flush(false)
      else await gate.sleep(Math.max(1, wait))
      await gate.whenOpen()
      if (gate.closed) return
    }
  }
  const run = async () => {
    for await (const { at, samples, unreadable } of recording.rows()) {
      await gate.whenOpen()
      if (gate.closed) return
      if (at !== null && knownUntil !== null && at <= knownUntil) continue
      for (const { reason, excerpt } of unreadable) listener.onUnreadable(reason, excerpt)
      if (at === null) continue
      if (!live && at >= cutoff) {
        flush(true)
        live = true
      }
      if (live) await waitUntilDue(at)
      if (gate.closed) return
      chunk.push(...samples)
      if (chunk.length < CHUNK) continue
      flush(!live)
      await gate.sleep(live ? 1 : PAST_PAUSE)
    }
    flush(!live)
    finish(`The recording ${recording.name} has ended.`)
  }
  const finish = (reason: string) => {
    endReason = reason
    listener.onEnded(reason)
  }

  return {
    get endReason() {
      return endReason
    },
    play() {
      gate.open()
      reading ??= run().catch((error: unknown) => {
        const why = reasonOf(error)
        if (!gate.closed) finish(`The recording ${recording.name} can't be read on: ${why.replace(/\.$/, '')}.`)
      })
    },
    pause() {
      anchor = null
      gate.shut()
    },
    async close() {
      gate.close()
      await reading
    },
  }
}

/** Length of the past in ms. */
function pastLengthMs({ first, last, periodMs, tags }: Recording): number {
  const longest = Math.min(LONGEST_PAST, (last - first) / 2)
  return Math.min(longest, (MAX_PAST_SAMPLES / Math.max(1, tags.length)) * periodMs)
}
