import { plantTimeAt } from '../state/clock.ts'
import { useClock, useEngine } from './page-context.ts'

/** The plant's time, standing still for `stillMs` at a time: what follows from it draws no more often. */
export function usePlantTime(stepMs: number): number {
  const plantTime = useEngine((state) => Math.floor(state.plantTime / stepMs) * stepMs)
  const runs = useEngine((state) => state.plantTimeRuns)
  return useClock((now) => Math.floor(plantTimeAt({ plantTime, plantTimeRuns: runs }, now) / stepMs) * stepMs)
}
