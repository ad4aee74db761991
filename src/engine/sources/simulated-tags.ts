import type { Sample } from '../../domain/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/tag.ts'
import type { PlantState } from './plant-model.ts'

/** The simulated plant's feeders by their ids, and where the model has them. */
const FEEDERS = [
  { id: 'furnace', of: 'furnaceKw', description: 'Furnace' },
  { id: 'compressors', of: 'compressorsKw', description: 'Compressors' },
  { id: 'hvac', of: 'hvacKw', description: 'Heating and cooling' },
  { id: 'lines', of: 'linesKw', description: 'Production lines' },
  { id: 'base', of: 'baseKw', description: 'Base load' },
]

/** The simulated plant's tags, with a sample every `periodMs`. */
export function tagsOf(periodMs: number): Tag[] {
  const feeders = FEEDERS.map(({ id, description }) => ({ id, role: 'feeder' as const, unit: 'kW', description }))
  return [...Object.values(ROLE_TAGS), ...feeders].map((tag) => ({ ...tag, periodMs }))
}

/** What the simulated plant's meters say at `at` (epoch ms), of one state or as the mean of several; `periodMs` where it isn't the tags' own. */
export function samplesOf(states: readonly PlantState[], at: number, periodMs?: number): Sample[] {
  const sample = (tag: string, read: (state: PlantState) => number, digits: number): Sample => {
    const mean = states.reduce((sum, state) => sum + read(state), 0) / states.length
    const value = Math.round(mean * 10 ** digits) / 10 ** digits
    return { tag, at, value, quality: 'good', ...(periodMs !== undefined && { periodMs }) }
  }
  return [
    sample('load', (state) => state.loadKw, 2),
    sample('gridImport', (state) => state.gridImportKw, 2),
    sample('solar', (state) => state.solarKw, 2),
    sample('powerFactor', (state) => state.powerFactor, 4),
    sample('frequency', (state) => state.frequencyHz, 4),
    sample('temperature', (state) => state.temperatureC, 2),
    ...FEEDERS.map(({ id, of }) => sample(id, (state) => state.feeders[of] ?? 0, 2)),
  ]
}
