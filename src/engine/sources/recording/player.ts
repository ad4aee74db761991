import type { Sample } from '../../../domain/telemetry/sample.ts'
import { DAY, SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { createGate, type Gate } from './gate.ts'
import type { Recording } from './recording.ts'

/** The part of a recording that is delivered as the past: so long at the most, in ms, and at most half of it. */
const MAX_PAST = 14 * DAY
/** Samples delivered at once at the most. */
const CHUNK = 5_000
/** Live samples are sent in batches this far apart at least, in ms of the wall clock. */
const BATCH_EVERY = SECOND / 10
/** Pause between two chunks of the past, in ms: writing them to disk keeps up with 100,000 samples a second. */
const PAST_PAUSE = SECOND / 20
/** Samples of the past at the most. A recording with more has a shorter past. */
const MAX_PAST_SAMPLES = 2_000_000

/** How a recording is played. */
export interface PlayerOptions {
  readonly clock: Clock
  /** Plant time over wall-clock time. */
  readonly speed: number
  /** Where it begins to play, epoch ms; null: behind a past of a length of its own. */
  readonly playFrom: number | null
  /** Time of the newest sample that is stored, epoch ms; rows up to it are passed over. */
  readonly knownUntil: number | null
}

/** What a player calls as it plays. */
export interface PlayerListener {
  onSamples(samples: readonly Sample[], past: boolean): void
  onUnreadable(reason: string, excerpt: string): void
  /** The recording has ended, or can't be read further: a sentence. */
  onEnded(reason: string): void
}

/** Plays a recording once. */
export interface Player {
  play(): void
  pause(): void
  /** Why there is nothing more; null while there is more. */
  readonly endReason: string | null
  /** Ends it and closes the file. */
  close(): Promise<void>
}

/** A player at the beginning of the recording, or behind what is stored of it. */
export function createPlayer(recording: Recording, options: PlayerOptions, listener: PlayerListener): Player {
  return new RecordingPlayer(recording, options, listener)
}

class RecordingPlayer implements Player {
  readonly #recording: Recording
  readonly #options: PlayerOptions
  readonly #listener: PlayerListener
  readonly #gate: Gate
  /** From here on, epoch ms, rows are live. */
  readonly #cutoff: number
  #endReason: string | null = null
  #reading: Promise<void> | null = null
  #chunk: Sample[] = []
  #live = false
  /** Where the recording stood when it began to play, and when that was; null while it does not play. */
  #anchor: { readonly at: number; readonly wall: number } | null = null
  #flushedAt = 0

  constructor(recording: Recording, options: PlayerOptions, listener: PlayerListener) {
    this.#recording = recording
    this.#options = options
    this.#listener = listener
    this.#gate = createGate(options.clock)
    this.#cutoff = options.playFrom ?? recording.first + pastLengthMs(recording)
  }

  get endReason(): string | null {
    return this.#endReason
  }

  play(): void {
    this.#gate.open()
    this.#reading ??= this.#run().catch((error: unknown) => {
      const why = reasonOf(error).replace(/\.$/, '')
      if (!this.#gate.closed) this.#finish(`The recording ${this.#recording.name} can't be read on: ${why}.`)
    })
  }

  pause(): void {
    this.#anchor = null
    this.#gate.shut()
  }

  async close(): Promise<void> {
    this.#gate.close()
    await this.#reading
  }

  async #run(): Promise<void> {
    const { knownUntil } = this.#options
    for await (const { at, samples, unreadable } of this.#recording.rows()) {
      await this.#gate.whenOpen()
      if (this.#gate.closed) return
      if (at !== null && knownUntil !== null && at <= knownUntil) continue
      for (const { reason, excerpt } of unreadable) this.#listener.onUnreadable(reason, excerpt)
      if (at === null) continue
      if (!this.#live && at >= this.#cutoff) {
        this.#flush(true)
        this.#live = true
      }
      if (this.#live) await this.#waitUntilDue(at)
      if (this.#gate.closed) return
      this.#chunk.push(...samples)
      if (this.#chunk.length < CHUNK) continue
      this.#flush(!this.#live)
      await this.#gate.sleep(this.#live ? 1 : PAST_PAUSE)
    }
    this.#flush(!this.#live)
    this.#finish(`The recording ${this.#recording.name} has ended.`)
  }

  /** Waits until the row of `at` is due; a row that is due or late joins the batch that is being gathered. */
  async #waitUntilDue(at: number): Promise<void> {
    const { clock, speed } = this.#options
    for (;;) {
      this.#anchor ??= { at, wall: clock.now() }
      const wait = this.#anchor.wall + (at - this.#anchor.at) / speed - clock.now()
      if (wait <= 0) return
      const rest = BATCH_EVERY - (clock.now() - this.#flushedAt)
      if (rest > 0 && this.#chunk.length > 0) await this.#gate.sleep(Math.max(1, rest))
      else if (this.#chunk.length > 0) this.#flush(false)
      else await this.#gate.sleep(Math.max(1, wait))
      await this.#gate.whenOpen()
      if (this.#gate.closed) return
    }
  }

  #flush(past: boolean): void {
    const samples = this.#chunk
    this.#chunk = []
    this.#flushedAt = this.#options.clock.now()
    if (samples.length > 0) this.#listener.onSamples(samples, past)
  }

  #finish(reason: string): void {
    this.#endReason = reason
    this.#listener.onEnded(reason)
  }
}

/** Length of the past in ms. */
function pastLengthMs({ first, last, periodMs, tags }: Recording): number {
  const longest = Math.min(MAX_PAST, (last - first) / 2)
  return Math.min(longest, (MAX_PAST_SAMPLES / Math.max(1, tags.length)) * periodMs)
}
