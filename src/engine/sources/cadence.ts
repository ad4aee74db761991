/** Distances that the median is taken of. */
const MAX_DISTANCES = 33
/** Distances that must be known before a period is reported. */
const MIN_DISTANCES = 4
/** A change of the period by less than this share is not reported. */
const MIN_CHANGE = 0.25

/** Learns how far apart the samples of each tag (or anything else with a key) usually lie. */
export interface Cadence {
  /** Notes a time (epoch ms) of `key`; answers whether its period has changed by more than a quarter. */
  observe(key: string, at: number): boolean
  /** The usual distance in ms as it was last reported; null until a few times are known. */
  periodMs(key: string): number | null
}

interface Track {
  last: number
  /** Times after which the median is worked out again. */
  pause: number
  distances: number[]
  reportedMs: number | null
}

/** A cadence without any times yet. Times that are not later than the newest of their key are left out. */
export function createCadence(): Cadence {
  const tracks = new Map<string, Track>()
  return {
    periodMs: (key) => tracks.get(key)?.reportedMs ?? null,
    observe(key, at) {
      const track = tracks.get(key)
      if (track === undefined) {
        tracks.set(key, { last: at, pause: MIN_DISTANCES, distances: [], reportedMs: null })
        return false
      }
      if (at <= track.last) return false
      track.distances.push(at - track.last)
      if (track.distances.length > MAX_DISTANCES) track.distances.shift()
      track.last = at
      track.pause -= 1
      return track.pause <= 0 && updatePeriod(track)
    },
  }
}

function updatePeriod(track: Track): boolean {
  track.pause = track.distances.length < MAX_DISTANCES ? 1 : Math.ceil(MAX_DISTANCES / 2)
  const period = medianOf(track.distances)
  if (track.reportedMs !== null && Math.abs(period - track.reportedMs) <= MIN_CHANGE * track.reportedMs) return false
  track.reportedMs = period
  return true
}

/** The median of some numbers, the lower one of two; NaN of none. */
export function medianOf(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN
}
