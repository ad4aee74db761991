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
export function createAlarmSound({ play, now, muted }: AlarmSoundOptions): AlarmSound {
  const state = createStore<SoundState>(() => ({ sounding: null, muted }))
  const newAlarmDetector = createNewAlarmDetector()
  let present: readonly Alarm[] = []
  let silenced: ReadonlySet<string> = new Set()
  let lastAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null

  const playTone = () => {
    timer = null
    const { sounding, muted: quiet } = state.getState()
    if (sounding === null || quiet) return
    play(sounding)
    lastAt = now()
    scheduleTone(lastAt + TONE_INTERVAL_MS[sounding])
  }
  const scheduleTone = (at: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(playTone, Math.max(0, at - now()))
  }
  const updateSound = (hasNews: boolean) => {
    const sounding = present.find(({ id }) => !silenced.has(id))?.priority ?? null
    const changed = sounding !== state.getState().sounding
    if (changed) state.setState({ sounding })
    if (sounding === null || state.getState().muted) {
      if (timer !== null) clearTimeout(timer)
      timer = null
    } else if (hasNews) scheduleTone(lastAt + MIN_TONE_INTERVAL_MS)
    else if (changed || timer === null) scheduleTone(lastAt + TONE_INTERVAL_MS[sounding])
  }

  return {
    state,
    onUnacknowledgedAlarms(unacknowledged) {
      present = unacknowledged
      const newIds = newAlarmDetector.findNew(unacknowledged).map(({ id }) => id)
      const presentIds = new Set(unacknowledged.map(({ id }) => id))
      silenced = new Set([...silenced].filter((id) => presentIds.has(id) && !newIds.includes(id)))
      updateSound(newIds.length > 0)
    },
    silence() {
      silenced = new Set(present.map(({ id }) => id))
      updateSound(false)
    },
    setMuted(quiet) {
      state.setState({ muted: quiet })
      updateSound(false)
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
