import {
  FORECAST_RESOLUTION,
  type ForecastWindow,
  HISTORY_STEPS,
  NEXT_HOUR_STEPS,
  WINDOW_STEPS,
} from '../../domain/forecast.ts'
import { createLocalTime, type LocalTime } from '../../domain/local-time.ts'
import { DAY, WEEK } from '../../domain/time.ts'

/** What the model sees of each quarter-hour of the window, in this order. Loads are shares of the scale, less 1. */
export const WINDOW_FEATURES = [
  'load',
  'load yesterday',
  'load last week',
  'temperature',
  'temperature known',
  'time of day sin',
  'time of day cos',
  'day of week sin',
  'day of week cos',
] as const
/** What it sees of each quarter-hour to come. Loads are shares of the scale, less the last load. */
export const AHEAD_FEATURES = [
  'load yesterday',
  'load last week',
  'change since now yesterday',
  'change since now last week',
  'time of day sin',
  'time of day cos',
  'half-day sin',
  'half-day cos',
  'day of week sin',
  'day of week cos',
] as const
/** Quarter-hours before the last one that reach the output on a straight path. */
export const RECENT_STEPS = 8

/** A window as the model takes it. All numbers are finite. */
export interface ModelInput {
  /** Shape [96, 9]: `WINDOW_FEATURES` of each quarter-hour, oldest first. */
  readonly window: Float32Array
  /** Shape [4, 10]: `AHEAD_FEATURES` of each quarter-hour to come. */
  readonly ahead: Float32Array
  /** Shape [8]: loads before the last one less the last one, newest first, and the last one less 1. */
  readonly recent: Float32Array
  /** kW that 1 stands for: the mean load of the last week. */
  readonly scaleKw: number
  /** kW that the outputs are added to: the last load, the naive forecast `persistence`. */
  readonly baseKw: number
}

/** Length of `ModelInput.recent`. */
export const RECENT_FEATURES = RECENT_STEPS + 1

const YESTERDAY = DAY / FORECAST_RESOLUTION
const LAST_WEEK = WEEK / FORECAST_RESOLUTION
const FIRST = HISTORY_STEPS - WINDOW_STEPS
const ANGLE = 2 * Math.PI

/**
 * Turns a window without holes in its load (`HISTORY_STEPS` long) into the model's input. Everything is a share of the
 * last week's mean load, so that a plant ten times as large gets ten times the forecast; the calendar is local.
 * @param loadKw The window's load with short holes closed.
 */
export function encode(window: Omit<ForecastWindow, 'loadKw'>, loadKw: readonly number[], scaleKw: number): ModelInput {
  const local = localTime(window.zone)
  if (local === null) throw new Error(`“${window.zone}” is no time zone`)
  const load = (step: number) => (loadKw[step] ?? Number.NaN) / scaleKw
  const last = HISTORY_STEPS - 1
  const recent = new Float32Array(RECENT_FEATURES)
  for (let i = 0; i < RECENT_STEPS; i++) recent[i] = load(last - 1 - i) - load(last)
  recent[RECENT_STEPS] = load(last) - 1
  return {
    window: encodeWindow(window, load, local),
    ahead: encodeAhead(window.end, load, local),
    recent,
    scaleKw,
    baseKw: loadKw[last] ?? Number.NaN,
  }
}

/** Mean of the last week's load in kW: what 1 stands for in the features. */
export function scaleOf(loadKw: readonly number[]): number {
  let sum = 0
  for (let i = loadKw.length - LAST_WEEK; i < loadKw.length; i++) sum += loadKw[i] ?? Number.NaN
  return sum / LAST_WEEK
}

function encodeWindow(
  { end, temperatureC }: Pick<ForecastWindow, 'end' | 'temperatureC'>,
  load: (step: number) => number,
  local: LocalTime,
): Float32Array {
  const rows = new Float32Array(WINDOW_STEPS * WINDOW_FEATURES.length)
  let place = 0
  for (let step = FIRST; step < HISTORY_STEPS; step++) {
    const temperature = temperatureC?.[step] ?? null
    const [day, week] = angles(local, end - (HISTORY_STEPS - step) * FORECAST_RESOLUTION)
    rows[place++] = load(step) - 1
    rows[place++] = load(step - YESTERDAY) - 1
    rows[place++] = load(step - LAST_WEEK) - 1
    rows[place++] = temperature === null ? 0 : (temperature - 15) / 10
    rows[place++] = temperature === null ? 0 : 1
    rows[place++] = Math.sin(day)
    rows[place++] = Math.cos(day)
    rows[place++] = Math.sin(week)
    rows[place++] = Math.cos(week)
  }
  return rows
}

function encodeAhead(end: number, load: (step: number) => number, local: LocalTime): Float32Array {
  const rows = new Float32Array(NEXT_HOUR_STEPS * AHEAD_FEATURES.length)
  const last = HISTORY_STEPS - 1
  let place = 0
  for (let step = HISTORY_STEPS; step < HISTORY_STEPS + NEXT_HOUR_STEPS; step++) {
    const [day, week] = angles(local, end + (step - HISTORY_STEPS) * FORECAST_RESOLUTION)
    rows[place++] = load(step - YESTERDAY) - load(last)
    rows[place++] = load(step - LAST_WEEK) - load(last)
    rows[place++] = load(step - YESTERDAY) - load(last - YESTERDAY)
    rows[place++] = load(step - LAST_WEEK) - load(last - LAST_WEEK)
    rows[place++] = Math.sin(day)
    rows[place++] = Math.cos(day)
    rows[place++] = Math.sin(2 * day)
    rows[place++] = Math.cos(2 * day)
    rows[place++] = Math.sin(week)
    rows[place++] = Math.cos(week)
  }
  return rows
}

/** Where a quarter-hour's middle lies in the local day and week, in radians. */
function angles(local: LocalTime, start: number): readonly [day: number, week: number] {
  const middle = local(start) + FORECAST_RESOLUTION / 2
  return [(ANGLE * middle) / DAY, (ANGLE * middle) / WEEK]
}

const zones = new Map<string, LocalTime>()
const CACHED_ZONES = 16

/** The local time of an IANA zone; null where there is no such zone. */
export function localTime(zone: string): LocalTime | null {
  const known = zones.get(zone)
  if (known) return known
  if (zones.size >= CACHED_ZONES) zones.clear()
  try {
    const made = createLocalTime(zone)
    zones.set(zone, made)
    return made
  } catch (error) {
    // How the platform says that there is no such zone.
    if (error instanceof RangeError) return null
    throw error
  }
}
