/** A plant's load on regular steps, oldest first. Step `i` is [start + i × resolutionMs, start + (i + 1) × resolutionMs). */
export interface LoadSeries {
  /** Start of the first step, epoch ms, a multiple of `resolutionMs` in UTC. */
  readonly start: number
  readonly resolutionMs: number
  /** The IANA zone whose calendar the load follows. */
  readonly zone: string
  /** Mean load of each step in kW; null is a hole. */
  readonly loadKw: readonly (number | null)[]
  /** Mean outdoor temperature of each step in °C, as long as `loadKw`; null as a whole where none is measured. */
  readonly temperatureC: readonly (number | null)[] | null
}
