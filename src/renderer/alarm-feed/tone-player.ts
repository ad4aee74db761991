import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AlarmPriority } from '../../domain/alarms/alarm.ts'

/** Whether tones can be played. `waiting`: the browser needs a click or a key first. `missing`: it makes no sounds. */
export type Audibility = 'unknown' | 'heard' | 'waiting' | 'missing'

export interface TonePlayer {
  readonly audible: StoreApi<{ readonly audible: Audibility }>
  /** Plays a priority's tone; where the browser is not ready, as soon as it is. */
  play(priority: AlarmPriority): void
}

/** How often, how high (Hz): the more urgent, the more and the higher. */
const TONE_BY_PRIORITY: Readonly<Record<AlarmPriority, { readonly times: number; readonly hz: number }>> = {
  high: { times: 3, hz: 880 },
  medium: { times: 2, hz: 660 },
  low: { times: 1, hz: 440 },
}
/** One tone and its pause, in s. */
const TONE_SECONDS = 0.16
const TONE_STEP_SECONDS = 0.26
const TONE_GAIN = 0.2
/** A browser that plays sounds has started within this, in ms. */
const START_TIMEOUT_MS = 600

/** Tones from an oscillator. The audio starts with the first of them. */
export function createTonePlayer(): TonePlayer {
  const audible = createStore<{ readonly audible: Audibility }>(() => ({ audible: 'unknown' }))
  let context: AudioContext | null = null
  let pendingTone: AlarmPriority | null = null

  const playPendingTone = () => {
    if (context?.state !== 'running') return
    audible.setState({ audible: 'heard' })
    if (pendingTone !== null) soundTone(context, TONE_BY_PRIORITY[pendingTone])
    pendingTone = null
  }
  /** A gesture is what a browser waits for. */
  const onGesture = () => void context?.resume().then(playPendingTone, () => undefined)
  const openAudio = (): AudioContext | null => {
    if (typeof AudioContext === 'undefined') {
      audible.setState({ audible: 'missing' })
      return null
    }
    const opened = new AudioContext()
    opened.onstatechange = playPendingTone
    for (const gesture of ['pointerdown', 'pointerup', 'keydown'] as const)
      window.addEventListener(gesture, onGesture, { capture: true, passive: true })
    return opened
  }

  return {
    audible,
    play(priority) {
      context ??= openAudio()
      if (context === null) return
      pendingTone = priority
      if (context.state === 'running') return playPendingTone()
      // Before that, browsers note each attempt as a mistake.
      if (navigator.userActivation?.hasBeenActive ?? true) onGesture()
      setTimeout(() => {
        if (context?.state !== 'running') audible.setState({ audible: 'waiting' })
      }, START_TIMEOUT_MS)
    },
  }
}

/** Each tone swells and fades within a few hundredths of a second: without that it would click. */
function soundTone(context: AudioContext, { times, hz }: (typeof TONE_BY_PRIORITY)[AlarmPriority]): void {
  for (let index = 0; index < times; index += 1) {
    const start = context.currentTime + index * TONE_STEP_SECONDS
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = hz
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(TONE_GAIN, start + 0.02)
    gain.gain.setValueAtTime(TONE_GAIN, start + TONE_SECONDS - 0.04)
    gain.gain.linearRampToValueAtTime(0, start + TONE_SECONDS)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(start)
    oscillator.stop(start + TONE_SECONDS)
  }
}
