import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Alarm, Priority } from '../../domain/alarms/alarm.ts'
import { createAlarmNews } from './alarm-news.ts'

/** How long it is from one tone to the next while an alarm is not acknowledged, in ms. */
export const TONE_PAUSE: Readonly<Record<Priority, number>> = { high: 10_000, medium: 20_000, low: 60_000 }
/** No tone follows another sooner, however many alarms come, in ms. */
export const SHORTEST_PAUSE = 3_000

export interface SoundState {
  /** Of the most urgent alarm that sounds; null while none does. */
  readonly sounding: Priority | null
  /** The operator wants no sound in this browser. */
  readonly muted: boolean
}

export interface AlarmSound {
  readonly state: StoreApi<SoundState>
  /** The alarms that nobody has acknowledged, the most urgent first. */
  take(unacknowledged: readonly Alarm[]): void
  /** Silences the alarms that are there now; one that comes, or comes again, sounds. */
  silence(): void
  mute(muted: boolean): void
  stop(): void
}

interface SoundParts {
  readonly play: (priority: Priority) => void
  /** This machine's clock, epoch ms. */
  readonly now: () => number
  readonly muted: boolean
}

/** When which tone is played. A new alarm sounds at once and then at its priority's pace until it is acknowledged or silenced. */
export function createAlarmSound({ play, now, muted }: SoundParts): AlarmSound {
  const state = createStore<SoundState>(() => ({ sounding: null, muted }))
  const news = createAlarmNews()
  let present: readonly Alarm[] = []
  let silenced: ReadonlySet<string> = new Set()
  let lastAt = Number.NEGATIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | null = null

  const sound = () => {
    timer = null
    const { sounding, muted: quiet } = state.getState()
    if (sounding === null || quiet) return
    play(sounding)
    lastAt = now()
    plan(lastAt + TONE_PAUSE[sounding])
  }
  const plan = (at: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(sound, Math.max(0, at - now()))
  }
  const follow = (hasNews: boolean) => {
    const sounding = present.find(({ id }) => !silenced.has(id))?.priority ?? null
    const changed = sounding !== state.getState().sounding
    if (changed) state.setState({ sounding })
    if (sounding === null || state.getState().muted) {
      if (timer !== null) clearTimeout(timer)
      timer = null
    } else if (hasNews) plan(lastAt + SHORTEST_PAUSE)
    else if (changed || timer === null) plan(lastAt + TONE_PAUSE[sounding])
  }

  return {
    state,
    take(unacknowledged) {
      present = unacknowledged
      const fresh = news.since(unacknowledged).map(({ id }) => id)
      const still = new Set(unacknowledged.map(({ id }) => id))
      silenced = new Set([...silenced].filter((id) => still.has(id) && !fresh.includes(id)))
      follow(fresh.length > 0)
    },
    silence() {
      silenced = new Set(present.map(({ id }) => id))
      follow(false)
    },
    mute(quiet) {
      state.setState({ muted: quiet })
      follow(false)
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
