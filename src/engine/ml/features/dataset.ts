import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import type { Batch } from './batch.ts'
import { findLocalTime } from './calendar.ts'
import {
  AHEAD_FEATURES,
  createFeatureSource,
  type FeatureSource,
  RECENT_FEATURES,
  RECENT_WIDTH,
  STEP_WIDTH,
  WINDOW_HOURS,
  windowWidth,
  writeInput,
} from './features.ts'
import { describeUnreadableWindow, type FilledLoad, fillHoles, weekMeanKw } from './fill-holes.ts'
import { createModelLayout, type ModelLayout } from './layout.ts'
import { type LinearPath, runLinearPath } from './linear-path.ts'

/** A plant's load, ready for windows of one horizon to be read at any of its steps. */
export interface Dataset {
  readonly layout: ModelLayout
  readonly series: LoadSeries
  readonly filled: FilledLoad
  readonly features: FeatureSource
  /** kW that 1 represents; null for the mean of each window's last week. */
  readonly scaleKw: number | null
  /** Steps for which a window's load may stay the same; null where it may for any time. */
  readonly longestStill: number | null
}

/** Steps [from, to) of a series. */
export interface StepRange {
  readonly from: number
  readonly to: number
}

/** @throws EngineError `invalid` where the zone is none. */
export function readDataset(
  series: LoadSeries,
  horizon: Horizon,
  scaleKw: number | null,
  longestStill: number | null = null,
): Dataset {
  const layout = createModelLayout(horizon, series.resolutionMs)
  const local = findLocalTime(series.zone)
  if (local === null) throw new EngineError('invalid', `“${series.zone}” is no IANA time zone.`, 'zone')
  const closed = fillHoles(series.loadKw, layout)
  const made = createFeatureSource(layout, series.start, local, closed.loadKw, series.temperatureC)
  return { layout, series, filled: closed, features: made, scaleKw, longestStill }
}

/** kW that 1 represents in the window that ends before step `at`; null where it isn't known. */
export function scaleKwAt({ filled: closed, layout, scaleKw }: Dataset, at: number): number | null {
  return scaleKw ?? weekMeanKw(closed.loadKw, at, layout)
}

/** Measured load of a step in kW; NaN where it isn't known. */
export function actualKwAt({ series }: Dataset, step: number): number {
  return series.loadKw[step] ?? Number.NaN
}

/**
 * Every window (the first of its steps ahead) whose steps lie within the part, whose past can be read, and of whose
 * steps some are known. Its past may reach back before the part, as it does in operation; the steps that it forecasts
 * are always within it.
 */
export function findWindows(dataset: Dataset, { from, to }: StepRange): number[] {
  const { layout, filled: closed, series, longestStill } = dataset
  const all: number[] = []
  const last = Math.min(to, series.loadKw.length) - layout.steps
  for (let at = Math.max(from, layout.history); at <= last; at++) {
    if (describeUnreadableWindow(closed, at, layout, longestStill) !== null || scaleKwAt(dataset, at) === null) continue
    const missing = (closed.holesBefore[at + layout.steps] ?? 0) - (closed.holesBefore[at] ?? 0)
    if (missing < layout.steps) all.push(at)
  }
  return all
}

/** At most `most` of them, evenly spread. */
export function sampleEvenly(windows: readonly number[], maxCount: number): readonly number[] {
  if (windows.length <= maxCount) return windows
  return Array.from({ length: maxCount }, (_, i) => windows[Math.floor((i * windows.length) / maxCount)] ?? 0)
}

/** Writes windows into a batch of as many places. `hidesTemperature` hides the temperature of the nth. */
export function fillBatch(
  dataset: Dataset,
  linear: LinearPath | null,
  windows: readonly number[],
  batch: Batch,
  hidesTemperature: (nth: number) => boolean = () => false,
): void {
  const { layout } = dataset
  const [windowSize, aheadSize] = [WINDOW_HOURS * windowWidth(layout), layout.steps * STEP_WIDTH]
  windows.forEach((at, nth) => {
    const rooms = {
      window: batch.window.subarray(nth * windowSize, (nth + 1) * windowSize),
      ahead: batch.ahead.subarray(nth * aheadSize, (nth + 1) * aheadSize),
      recent: batch.recent.subarray(nth * RECENT_WIDTH, (nth + 1) * RECENT_WIDTH),
    }
    writeInput(dataset.features, at, scaleKwAt(dataset, at) ?? Number.NaN, rooms, STEP_WIDTH)
    if (hidesTemperature(nth)) hideTemperature(layout, rooms)
    if (linear !== null) runLinearPath(linear, rooms, STEP_WIDTH, rooms.ahead, STEP_WIDTH - 1, STEP_WIDTH)
  })
}

const RECENT_TEMPERATURES = RECENT_FEATURES.flatMap((name, i) => (/temperature/.test(name) ? [i] : []))
const AHEAD_TEMPERATURE = AHEAD_FEATURES.indexOf('temperature yesterday')

function hideTemperature(
  layout: ModelLayout,
  { window, ahead, recent }: Pick<Batch, 'window' | 'ahead' | 'recent'>,
): void {
  const width = windowWidth(layout)
  for (let hour = 0; hour < WINDOW_HOURS; hour++) window[hour * width + width - 1] = 0
  for (let step = 0; step < layout.steps; step++) ahead[step * STEP_WIDTH + AHEAD_TEMPERATURE] = 0
  for (const place of RECENT_TEMPERATURES) recent[place] = 0
}
