import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Alarm, AlarmPriority } from '../../domain/alarms/alarm.ts'
import { createNewAlarmDetector } from './new-alarm-detector.ts'

/** How long it is from one tone to the next while an alarm is not acknowledged, in ms. */
export const TONE_INTERVAL_MS: Readonly<Record<AlarmPriority, number>> = { high: 10_000, medium: 20_000, low: 60_000 }
/** No tone follows another sooner, however many alarms are raised, in ms. */
export const MIN_TONE_INTERVAL_MS = 3_000

export interface SoundState {
  /** Of the most urgent alarm that sounds; null while none does. */
  readonly sounding: AlarmPriority | null
  /** The operator has turned sound off in this browser. */
  readonly muted: boolean
}

export interface AlarmSound {
  readonly state: StoreApi<SoundState>
  /** The unacknowledged alarms, the most urgent first. */
  onUnacknowledgedAlarms(unacknowledged: readonly Alarm[]): void
  /** Silences the alarms that are there now; one that is raised, or raised again, sounds. */
  silence(): void
  setMuted(muted: boolean): void
  stop(): void
}

interface AlarmSoundOptions {
  readonly play: (priority: AlarmPriority) => void
  /** This machine's clock, epoch ms. */
  readonly now: () => number
  readonly muted: boolean
}

/** When which tone is played. A new alarm sounds at once and then at its priority's pace until it is acknowledged or silenced. */
export function createAlarmSound(options: AlarmSoundOptions): AlarmSound {
  return new RepeatingSound(options)
}

class RepeatingSound implements AlarmSound {
  readonly state: StoreApi<SoundState>
  readonly #options: AlarmSoundOptions
  readonly #newAlarmDetector = createNewAlarmDetector()
  #present: readonly Alarm[] = []
  #silenced: ReadonlySet<string> = new Set()
  #lastAt = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: AlarmSoundOptions) {
    this.#options = options
    this.state = createStore<SoundState>(() => ({ sounding: null, muted: options.muted }))
  }

  onUnacknowledgedAlarms(unacknowledged: readonly Alarm[]): void {
    this.#present = unacknowledged
    const newIds = this.#newAlarmDetector.findNew(unacknowledged).map(({ id }) => id)
    const presentIds = new Set(unacknowledged.map(({ id }) => id))
    this.#silenced = new Set([...this.#silenced].filter((id) => presentIds.has(id) && !newIds.includes(id)))
    this.#update(newIds.length > 0)
  }

  silence(): void {
    this.#silenced = new Set(this.#present.map(({ id }) => id))
    this.#update(false)
  }

  setMuted(muted: boolean): void {
    this.state.setState({ muted })
    this.#update(false)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #update(hasNew: boolean): void {
    const sounding = this.#present.find(({ id }) => !this.#silenced.has(id))?.priority ?? null
    const changed = sounding !== this.state.getState().sounding
    if (changed) this.state.setState({ sounding })
    if (sounding === null || this.state.getState().muted) {
      if (this.#timer !== null) clearTimeout(this.#timer)
      this.#timer = null
    } else if (hasNew) this.#scheduleTone(this.#lastAt + MIN_TONE_INTERVAL_MS)
    else if (changed || this.#timer === null) this.#scheduleTone(this.#lastAt + TONE_INTERVAL_MS[sounding])
  }

  #scheduleTone(at: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#playTone(), Math.max(0, at - this.#options.now()))
  }

  #playTone(): void {
    this.#timer = null
    const { sounding, muted } = this.state.getState()
    if (sounding === null || muted) return
    this.#options.play(sounding)
    this.#lastAt = this.#options.now()
    this.#scheduleTone(this.#lastAt + TONE_INTERVAL_MS[sounding])
  }
}
