import type { PvSite } from '../../domain/solar/clear-sky.ts'
import { MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { LoadSeries } from '../load-csv/load-series.ts'
import type { PlantModel } from '../sources/simulator/plant-model.ts'

/** A plant's past as a backtest replays it, in quarter-hours. */
export interface PlantHistory extends LoadSeries {
  /** What the grid delivered in each quarter-hour, in kW, never negative; where it isn't measured, the load. */
  readonly importKw: readonly (number | null)[]
  /** PV power, in kW; null where there is none. */
  readonly solar: { readonly site: PvSite; readonly kw: readonly (number | null)[] } | null
}

/** A load whose import is all of it. */
export function toPlantHistory(series: LoadSeries): PlantHistory {
  const importKw = series.loadKw.map((kw) => (kw === null ? null : Math.max(0, kw)))
  return { ...series, importKw, solar: null }
}

/** Quarter-hours of a simulated plant with its PV, from one evaluation a minute. @param start A quarter-hour's. */
export function simulatePlantHistory(
  model: PlantModel,
  site: PvSite & { readonly zone: string },
  start: number,
  steps: number,
): PlantHistory {
  const rows = {
    loadKw: [] as number[],
    importKw: [] as number[],
    solarKw: [] as number[],
    temperatureC: [] as number[],
  }
  const minutes = QUARTER_HOUR / MINUTE
  for (let step = 0; step < steps; step++) {
    const sums = { load: 0, grid: 0, solar: 0, temperature: 0 }
    for (let i = 0; i < minutes; i++) {
      const state = model(start + step * QUARTER_HOUR + (i + 0.5) * MINUTE)
      sums.load += state.loadKw
      // Export in one minute offsets nothing of the next.
      sums.grid += Math.max(0, state.gridImportKw)
      sums.solar += state.solarKw
      sums.temperature += state.temperatureC
    }
    rows.loadKw.push(sums.load / minutes)
    rows.importKw.push(sums.grid / minutes)
    rows.solarKw.push(sums.solar / minutes)
    rows.temperatureC.push(sums.temperature / minutes)
  }
  const { loadKw, importKw, temperatureC } = rows
  const solar = { site, kw: rows.solarKw }
  return { start, resolutionMs: QUARTER_HOUR, zone: site.zone, loadKw, temperatureC, importKw, solar }
}
