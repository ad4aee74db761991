import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../../domain/telemetry/tag.ts'
import type { PlantState } from './plant-model.ts'

interface SimulatedMeter {
  readonly tag: Omit<Tag, 'periodMs'>
  readonly read: (state: PlantState) => number
  /** One over the smallest step that the meter shows. */
  readonly steps: number
}

const FEEDERS = [
  { id: 'furnace', of: 'furnaceKw', description: 'Furnace' },
  { id: 'compressors', of: 'compressorsKw', description: 'Compressors' },
  { id: 'hvac', of: 'hvacKw', description: 'Heating and cooling' },
  { id: 'lines', of: 'linesKw', description: 'Production lines' },
  { id: 'base', of: 'baseKw', description: 'Base load' },
]

const METERS: readonly SimulatedMeter[] = [
  { tag: ROLE_TAGS.load, read: (state) => state.loadKw, steps: 100 },
  { tag: ROLE_TAGS.gridImport, read: (state) => state.gridImportKw, steps: 100 },
  { tag: ROLE_TAGS.solar, read: (state) => state.solarKw, steps: 100 },
  { tag: ROLE_TAGS.powerFactor, read: (state) => state.powerFactor, steps: 10_000 },
  { tag: ROLE_TAGS.frequency, read: (state) => state.frequencyHz, steps: 10_000 },
  { tag: ROLE_TAGS.temperature, read: (state) => state.temperatureC, steps: 100 },
  ...FEEDERS.map(({ id, of, description }) => ({
    tag: { id, role: 'feeder' as const, unit: 'kW', description },
    read: (state: PlantState) => state.feeders[of] ?? 0,
    steps: 100,
  })),
]

/** The simulated plant's tags, with a sample every `periodMs`. */
export function createSimulatedTags(periodMs: number): Tag[] {
  return METERS.map(({ tag }) => ({ ...tag, periodMs }))
}

/** Adds to `samples` what the simulated plant's meters measure at `at` (epoch ms). */
export function addSamples(samples: Sample[], state: PlantState, at: number): void {
  for (const { tag, read, steps } of METERS)
    samples.push({ tag: tag.id, at, value: Math.round(read(state) * steps) / steps, quality: 'good' })
}

/** Adds to `samples` the means of some states (at least one), which hold for `periodMs` from `at` (epoch ms). */
export function addMeans(samples: Sample[], states: readonly PlantState[], at: number, periodMs: number): void {
  for (const { tag, read, steps } of METERS) {
    let sum = 0
    for (const state of states) sum += read(state)
    samples.push({
      tag: tag.id,
      at,
      value: Math.round((sum / states.length) * steps) / steps,
      quality: 'good',
      periodMs,
    })
  }
}
