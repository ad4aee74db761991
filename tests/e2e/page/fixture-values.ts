import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/time/time.ts'

/** Hours of the day in Berlin's winter. */
const hourOf = (at: number) => ((at + HOUR) % DAY) / HOUR
const wave = (at: number, period: number, phase = 0) => Math.sin((at / period) * 2 * Math.PI + phase)
/** Noise that is the same at the same time. */
export const noise = (at: number, salt: number) => {
  const x = Math.sin(at * 12.9898e-3 + salt * 78.233) * 43_758.5453
  return (x - Math.floor(x)) * 2 - 1
}

export function valueAt(tag: string, at: number): number {
  const hour = hourOf(at)
  const shift = hour > 6 && hour < 22 ? 1 : 0
  const sun = Math.max(0, Math.sin(((hour - 7.5) / 9) * Math.PI)) * (0.75 + 0.2 * wave(at, 37 * MINUTE))
  const furnace = wave(at, 47 * MINUTE) > 0.2 ? shift * 160 : 0
  const load = 420 + shift * 430 + furnace + 40 * wave(at, 3 * HOUR) + 22 * wave(at, 83 * SECOND) + 9 * noise(at, 1)
  const solar = hour > 7.5 && hour < 16.5 ? 330 * sun : 0
  const values: Record<string, number> = {
    load,
    solar,
    gridImport: load - solar,
    powerFactor: 0.95 + 0.015 * wave(at, 11 * MINUTE) + 0.002 * noise(at, 2),
    frequency: 50 + 0.02 * wave(at, 71 * SECOND) + 0.004 * noise(at, 3),
    temperature: 7 + 4 * wave(at, DAY, -2.2),
    energyImport: Math.floor((at - Date.UTC(2026, 0, 1)) / HOUR) * 600,
    furnace: furnace + 20 + 3 * noise(at, 4),
    compressors: 120 + 25 * wave(at, 5 * MINUTE),
    hvac: 80 + 12 * wave(at, 2 * HOUR),
  }
  return values[tag] ?? 0
}
