import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { Series } from '../../load-csv/series.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import type { Batch } from './batch.ts'
import { localTime } from './calendar.ts'
import {
  AHEAD_FEATURES,
  type Encodable,
  encodable,
  RECENT_FEATURES,
  RECENT_WIDTH,
  STEP_WIDTH,
  WINDOW_HOURS,
  windowWidth,
  writeInput,
} from './features.ts'
import { type ClosedLoad, closeHoles, unreadable, weekMean } from './fill-holes.ts'
import { type Layout, layoutOf } from './layout.ts'
import { type LinearPath, runLinear } from './linear-path.ts'

/** A plant's load, ready for windows of one horizon to be read at any of its steps. */
export interface Dataset {
  readonly layout: Layout
  readonly series: Series
  readonly closed: ClosedLoad
  readonly encodable: Encodable
  /** kW that 1 stands for; null takes each window's last week. */
  readonly scaleKw: number | null
  /** Steps that a window's load may stand still for; null where it may for any time. */
  readonly longestStill: number | null
}

/** Steps [from, to) of a series. */
export interface Part {
  readonly from: number
  readonly to: number
}

/** @throws EngineError `invalid` where the zone is none. */
export function readDataset(
  series: Series,
  horizon: Horizon,
  scaleKw: number | null,
  longestStill: number | null = null,
): Dataset {
  const layout = layoutOf(horizon, series.resolutionMs)
  const local = localTime(series.zone)
  if (local === null) throw new EngineError('invalid', `“${series.zone}” is no IANA time zone.`, 'zone')
  const closed = closeHoles(series.loadKw, layout)
  const made = encodable(layout, series.start, local, closed.loadKw, series.temperatureC)
  return { layout, series, closed, encodable: made, scaleKw, longestStill }
}

/** kW that 1 stands for in the window that ends before step `at`; null where it can't be said. */
export function scaleAt({ closed, layout, scaleKw }: Dataset, at: number): number | null {
  return scaleKw ?? weekMean(closed.loadKw, at, layout)
}

/** Load in kW that came at a step; NaN where it isn't known. */
export function actualAt({ series }: Dataset, step: number): number {
  return series.loadKw[step] ?? Number.NaN
}

/**
 * Every window (the first of its steps ahead) whose steps lie within the part, whose past can be read, and of whose steps
 * some came. Its past may reach back before the part, as it does in operation; what it foresees never leaves it.
 */
export function windowsOf(dataset: Dataset, { from, to }: Part): number[] {
  const { layout, closed, series, longestStill } = dataset
  const all: number[] = []
  const last = Math.min(to, series.loadKw.length) - layout.steps
  for (let at = Math.max(from, layout.history); at <= last; at++) {
    if (unreadable(closed, at, layout, longestStill) !== null || scaleAt(dataset, at) === null) continue
    const missing = (closed.holesBefore[at + layout.steps] ?? 0) - (closed.holesBefore[at] ?? 0)
    if (missing < layout.steps) all.push(at)
  }
  return all
}

/** At most `most` of them, evenly spread. */
export function thinned(windows: readonly number[], most: number): readonly number[] {
  if (windows.length <= most) return windows
  return Array.from({ length: most }, (_, i) => windows[Math.floor((i * windows.length) / most)] ?? 0)
}

/** Writes windows into a batch of as many rooms. `isBlind` hides the temperature of the nth. */
export function fillBatch(
  dataset: Dataset,
  linear: LinearPath | null,
  windows: readonly number[],
  batch: Batch,
  isBlind: (nth: number) => boolean = () => false,
): void {
  const { layout } = dataset
  const [windowSize, aheadSize] = [WINDOW_HOURS * windowWidth(layout), layout.steps * STEP_WIDTH]
  windows.forEach((at, nth) => {
    const rooms = {
      window: batch.window.subarray(nth * windowSize, (nth + 1) * windowSize),
      ahead: batch.ahead.subarray(nth * aheadSize, (nth + 1) * aheadSize),
      recent: batch.recent.subarray(nth * RECENT_WIDTH, (nth + 1) * RECENT_WIDTH),
    }
    writeInput(dataset.encodable, at, scaleAt(dataset, at) ?? Number.NaN, rooms, STEP_WIDTH)
    if (isBlind(nth)) hideTemperature(layout, rooms)
    if (linear !== null) runLinear(linear, rooms, STEP_WIDTH, rooms.ahead, STEP_WIDTH - 1, STEP_WIDTH)
  })
}

const RECENT_TEMPERATURES = RECENT_FEATURES.flatMap((name, i) => (/temperature/.test(name) ? [i] : []))
const AHEAD_TEMPERATURE = AHEAD_FEATURES.indexOf('temperature yesterday')

function hideTemperature(layout: Layout, { window, ahead, recent }: Pick<Batch, 'window' | 'ahead' | 'recent'>): void {
  const width = windowWidth(layout)
  for (let hour = 0; hour < WINDOW_HOURS; hour++) window[hour * width + width - 1] = 0
  for (let step = 0; step < layout.steps; step++) ahead[step * STEP_WIDTH + AHEAD_TEMPERATURE] = 0
  for (const place of RECENT_TEMPERATURES) recent[place] = 0
}
