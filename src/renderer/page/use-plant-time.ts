import { plantTimeAt } from '../state/clock.ts'
import { useClock, useEngine } from './page-context.ts'

/** The plant's time, rounded down to steps of `stepMs`: what depends on it is drawn no more often. */
export function usePlantTime(stepMs: number): number {
  const plantTime = useEngine((state) => Math.floor(state.plantTime / stepMs) * stepMs)
  const runs = useEngine((state) => state.plantTimeRuns)
  return useClock((now) => Math.floor(plantTimeAt({ plantTime, plantTimeRuns: runs }, now) / stepMs) * stepMs)
}
