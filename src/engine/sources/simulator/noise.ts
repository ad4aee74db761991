/** Noise that is a function of (seed, stream, place) alone, so that any moment can be evaluated without those before it. */
export interface Noise {
  /** A number in [0, 1) for a whole number `index`, independent between streams and indices. */
  uniform(stream: number, index: number): number
  /** A smooth curve through independent values in [-1, 1] that lie `period` ms apart. */
  drift(stream: number, at: number, period: number): number
}

/** Noise of a seed. The mixing is the finalizer of MurmurHash3 (Austin Appleby, public domain), applied twice. */
export function createNoise(seed: number): Noise {
  const start = mix(seed | 0)
  const uniform = (stream: number, index: number): number =>
    mix(mix(start ^ Math.imul(stream, 0x9e3779b1)) ^ Math.imul(index | 0, 0x85ebca6b)) / 0x1_0000_0000
  return {
    uniform,
    drift(stream, at, period) {
      const place = at / period
      const index = Math.floor(place)
      const share = place - index
      const from = uniform(stream, index)
      const to = uniform(stream, index + 1)
      return 2 * (from + (to - from) * share * share * (3 - 2 * share)) - 1
    },
  }
}

function mix(bits: number): number {
  let h = bits ^ (bits >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
