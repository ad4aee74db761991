import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Priority } from '../../domain/alarms/alarm.ts'

/** Whether tones can be heard. `waiting`: the browser wants a click or a key first. `missing`: it makes no sounds. */
export type Audible = 'unknown' | 'heard' | 'waiting' | 'missing'

export interface Tones {
  readonly audible: StoreApi<{ readonly audible: Audible }>
  /** Plays a priority's tone; where the browser is not ready, as soon as it is. */
  play(priority: Priority): void
}

/** How often, how high (Hz): the more urgent, the more and the higher. */
const TONES: Readonly<Record<Priority, { readonly times: number; readonly hz: number }>> = {
  high: { times: 3, hz: 880 },
  medium: { times: 2, hz: 660 },
  low: { times: 1, hz: 440 },
}
/** One tone and its pause, in s. */
const LENGTH = 0.16
const STEP = 0.26
const LOUDNESS = 0.2
/** A browser that plays sounds has started within this, in ms. */
const START = 600

/** Tones from an oscillator. The audio starts with the first of them. */
export function createTones(): Tones {
  const audible = createStore<{ readonly audible: Audible }>(() => ({ audible: 'unknown' }))
  let context: AudioContext | null = null
  let due: Priority | null = null

  const follow = () => {
    if (context?.state !== 'running') return
    audible.setState({ audible: 'heard' })
    if (due !== null) sound(context, TONES[due])
    due = null
  }
  /** A gesture is what a browser waits for. */
  const onGesture = () => void context?.resume().then(follow, () => undefined)
  const open = (): AudioContext | null => {
    if (typeof AudioContext === 'undefined') {
      audible.setState({ audible: 'missing' })
      return null
    }
    const opened = new AudioContext()
    opened.onstatechange = follow
    for (const gesture of ['pointerdown', 'pointerup', 'keydown'] as const)
      window.addEventListener(gesture, onGesture, { capture: true, passive: true })
    return opened
  }

  return {
    audible,
    play(priority) {
      context ??= open()
      if (context === null) return
      due = priority
      if (context.state === 'running') return follow()
      // Before that, browsers note each attempt as a mistake.
      if (navigator.userActivation?.hasBeenActive ?? true) onGesture()
      setTimeout(() => {
        if (context?.state !== 'running') audible.setState({ audible: 'waiting' })
      }, START)
    },
  }
}

/** Each tone swells and fades within a few hundredths of a second: without that it would click. */
function sound(context: AudioContext, { times, hz }: (typeof TONES)[Priority]): void {
  for (let index = 0; index < times; index += 1) {
    const start = context.currentTime + index * STEP
    const oscillator = context.createOscillator()
    const gain = context.createGain()
    oscillator.frequency.value = hz
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02)
    gain.gain.setValueAtTime(LOUDNESS, start + LENGTH - 0.04)
    gain.gain.linearRampToValueAtTime(0, start + LENGTH)
    oscillator.connect(gain).connect(context.destination)
    oscillator.start(start)
    oscillator.stop(start + LENGTH)
  }
}
