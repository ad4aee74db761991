import { MINUTE, SECOND } from '../../domain/time/time.ts'

/** A plant whose newest sample is further than this from the engine's clock has a time of its own, in ms. */
const OWN_TIME = 2 * MINUTE
/** A sample that is at most this far ahead of the one before it, in ms, is of a clock that runs; one further ahead, of a clock that leapt. */
const LEAP = MINUTE
/** A plant's clock that is off by less than this, in ms, is not reported. */
const WORTH_SHOWING = 2 * SECOND

/**
 * The plant's time. Windows, history and forecasts are placed by it: a recording plays its own year, a fast simulator
 * runs ahead, and a plant's clock may be off. It is the engine's clock as long as the samples agree with that: a few that
 * leap ahead among others that agree are of a meter whose clock is wrong, and don't change the plant's time.
 */
export interface PlantTime {
  /** Notes a live sample's time and when it was received, both epoch ms. */
  observe(at: number, receivedAt: number): void
  /** The plant's time when the engine's clock shows `now`. */
  at(now: number): number
  /** Newest sample's time less the time it was received, in ms; null while that is within 2 s. */
  offsetMs(): number | null
}

/** `newestAt` is where a recording stood when the engine ended; null for a plant whose time is the present. */
export function createPlantTime(newestAt: number | null): PlantTime {
  let newest = newestAt
  let receivedAt: number | null = null
  /** When a sample last agreed with the engine's clock. */
  let agreedAt = Number.NEGATIVE_INFINITY
  const isOwn = (at: number, received: number) => Math.abs(at - received) >= OWN_TIME
  return {
    observe(at, received) {
      const agrees = !isOwn(at, received)
      if (agrees) agreedAt = received
      if (newest !== null && receivedAt !== null) {
        // A clock that was ahead, and is right again.
        const isRightAgain = agrees && isOwn(newest, receivedAt)
        const isWrong = !agrees && at > newest + LEAP && Math.abs(received - agreedAt) < OWN_TIME
        if (isWrong || (at < newest && !isRightAgain)) return
      }
      newest = at
      receivedAt = received
    },
    at(now) {
      if (newest === null) return now
      if (receivedAt === null) return newest
      return isOwn(newest, receivedAt) ? newest : now
    },
    offsetMs() {
      if (newest === null || receivedAt === null) return null
      const offset = newest - receivedAt
      return Math.abs(offset) < WORTH_SHOWING ? null : offset
    },
  }
}
