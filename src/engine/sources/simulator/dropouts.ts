import { DAY, floorTo, HOUR, SECOND } from '../../../domain/time/time.ts'
import { createNoise } from './noise.ts'
import { STREAM } from './streams.ts'

/** Most stretches of three hours have one short silence, and one day in four a long one. */
const SHORT = { slot: 3 * HOUR, share: 0.7, shortest: 4 * SECOND, longest: 9 * SECOND, stream: STREAM.dropoutShort }
const LONG = { slot: DAY, share: 0.25, shortest: 50 * SECOND, longest: 80 * SECOND, stream: STREAM.dropoutLong }

/** When the simulated plant sends nothing: a function of the seed and the time (epoch ms) alone. */
export function createDropouts(seed: number): (at: number) => boolean {
  const noise = createNoise(seed)
  const isSilent = (at: number, { slot, share, shortest, longest, stream }: typeof SHORT | typeof LONG): boolean => {
    const index = Math.floor(at / slot)
    if (noise.uniform(stream, 3 * index) >= share) return false
    const length = shortest + (longest - shortest) * noise.uniform(stream, 3 * index + 1)
    const since = at - floorTo(at, slot) - noise.uniform(stream, 3 * index + 2) * (slot - length)
    return since >= 0 && since < length
  }
  return (at) => isSilent(at, SHORT) || isSilent(at, LONG)
}
