import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EngineState, EngineStore } from './engine-store.ts'

/** Four times a second: silence of 3 s is seen before it is 3.3 s. */
const TICK_MS = 250

/** The engine's clock, epoch ms, four times a second. */
export type EngineClock = StoreApi<{ readonly now: number }>

/** The engine's clock on this machine's timer. */
export function createEngineClock(store: EngineStore): { clock: EngineClock; stop: () => void } {
  const readClock = () => ({ now: Date.now() + store.getState().clockSkewMs })
  const clock = createStore<{ readonly now: number }>(readClock)
  const timer = setInterval(() => clock.setState(readClock()), TICK_MS)
  // Before anything is drawn with the data: on a machine whose clock is off it would be drawn for another day.
  const unsubscribe = store.subscribe((state, before) => {
    if (Math.abs(state.clockSkewMs - before.clockSkewMs) > TICK_MS) clock.setState(readClock())
  })
  const stop = () => {
    clearInterval(timer)
    unsubscribe()
  }
  return { clock, stop }
}

/** The plant's time when the engine's clock shows `now`: it runs on, or stays where the recording stopped. */
export function plantTimeAt(state: Pick<EngineState, 'plantTime' | 'plantTimeRuns'>, now: number): number {
  return state.plantTimeRuns ? now : state.plantTime
}
