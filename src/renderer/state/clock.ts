import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EngineState, EngineStore } from './engine-store.ts'

/** Four times a second: silence of 3 s is seen before it is 3.3 s. */
const TICK = 250

/** The engine's clock, epoch ms, four times a second. */
export type EngineClock = StoreApi<{ readonly now: number }>

/** The engine's clock on this machine's timer. */
export function createClock(store: EngineStore): { clock: EngineClock; stop: () => void } {
  const read = () => ({ now: Date.now() + store.getState().clockSkewMs })
  const clock = createStore<{ readonly now: number }>(read)
  const timer = setInterval(() => clock.setState(read()), TICK)
  // Before anything is drawn with what came: on a machine whose clock is off it would be drawn for another day.
  const end = store.subscribe((state, before) => {
    if (Math.abs(state.clockSkewMs - before.clockSkewMs) > TICK) clock.setState(read())
  })
  const stop = () => {
    clearInterval(timer)
    end()
  }
  return { clock, stop }
}

/** The plant's time when the engine's clock shows `now`: it runs on, or stands where the recording stands. */
export function plantTimeAt(state: Pick<EngineState, 'plantTime' | 'plantTimeRuns'>, now: number): number {
  return state.plantTimeRuns ? now : state.plantTime
}
