import { MINUTE, SECOND } from '../domain/time.ts'

/** A plant whose newest sample is further than this from the engine's clock lives in a time of its own. */
const OWN_TIME = 2 * MINUTE
/** A plant's clock that is off by less than this is not worth a word. */
const WORTH_SHOWING = 2 * SECOND

/**
 * The plant's time. Windows, history and forecasts are placed by it: a recording plays its own year, a fast simulator
 * runs ahead, and a plant's clock may be off. It is the engine's clock as long as the samples agree with that.
 */
export interface PlantTime {
  /** Notes a live sample's time and when it was received, both epoch ms. */
  observe(at: number, receivedAt: number): void
  /** The plant's time when the engine's clock shows `now`. */
  at(now: number): number
  /** Newest sample's time less the time it was received, in ms; null while that is within 2 s. */
  offsetMs(): number | null
}

/** `newestAt` is where a recording stood when the engine ended; null for a plant that lives in the present. */
export function createPlantTime(newestAt: number | null): PlantTime {
  let newest = newestAt
  let receivedAt: number | null = null
  return {
    observe(at, received) {
      if (newest !== null && at < newest && receivedAt !== null) return
      newest = at
      receivedAt = received
    },
    at(now) {
      if (newest === null) return now
      if (receivedAt === null) return newest
      return Math.abs(newest - receivedAt) < OWN_TIME ? now : newest
    },
    offsetMs() {
      if (newest === null || receivedAt === null) return null
      const offset = newest - receivedAt
      return Math.abs(offset) < WORTH_SHOWING ? null : offset
    },
  }
}
