import {
  FORECAST_RESOLUTION,
  type ForecastWindow,
  HISTORY_STEPS,
  HORIZON_STEPS,
  type Quantiles,
  WINDOW_STEPS,
} from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR, MINUTE, WEEK } from '../../../domain/time/time.ts'
import { findLocalTime } from '../features/calendar.ts'
import type { FeatureName, ModelDescription } from './description.ts'

type Feature = ModelDescription['features'][number]

/** One step of the past: which quarter-hours it is, and the site's clock at its start. */
interface PastStep {
  /** Place of its first quarter-hour among the 768. */
  readonly from: number
  /** Its quarter-hours: 1, 2 or 4. */
  readonly quarters: number
  /** Local time as `localTime` writes it. */
  readonly wall: number
}

const LAST_WEEK = HISTORY_STEPS - WINDOW_STEPS
/** 1 January 1970 was a Thursday: the Monday before it. */
const A_MONDAY = -3 * DAY
const ANGLE = 2 * Math.PI

/**
 * The past as input of an imported network: [steps, features] in order of rows, the oldest step first.
 * @param loadKw The 768 quarter-hours before `window.end` in kW, without holes.
 * @param steps As many as `countPastSteps` answers; `describeMismatch` has checked that the past reaches that far.
 * @throws Error where the window's zone is none, or it has no temperature and the network needs one.
 */
export function encodeImported(
  window: Pick<ForecastWindow, 'end' | 'zone' | 'temperatureC'>,
  loadKw: readonly number[],
  description: ModelDescription,
  steps: number,
): Float32Array {
  const { features, stepMinutes } = description
  const local = findLocalTime(window.zone)
  if (local === null) throw new Error(`“${window.zone}” is no time zone`)
  const known = features.some(({ name }) => name === 'temperature') ? fillTemperature(window) : []
  const quarters = (stepMinutes * MINUTE) / FORECAST_RESOLUTION
  const rows = new Float32Array(steps * features.length)
  for (let step = 0; step < steps; step++) {
    const start = window.end - (steps - step) * stepMinutes * MINUTE
    const past = { from: HISTORY_STEPS - (steps - step) * quarters, quarters, wall: local(start) }
    features.forEach((feature, column) => {
      const value = featureValue(feature, past, loadKw, known)
      rows[step * features.length + column] = (value - feature.mean) / feature.std
    })
  }
  return rows
}

function featureValue(
  { name, value }: Feature,
  step: PastStep,
  loadKw: readonly number[],
  temperatureC: readonly number[],
): number {
  switch (name) {
    case 'load':
      return meanOf(loadKw, step, 0)
    case 'load yesterday':
      return meanOf(loadKw, step, WINDOW_STEPS)
    case 'load last week':
      return meanOf(loadKw, step, LAST_WEEK)
    case 'temperature':
      return meanOf(temperatureC, step, 0)
    case 'constant':
      return value ?? 0
    default:
      return clockFeature(name, step.wall)
  }
}

type ClockFeature = Exclude<FeatureName, 'load' | 'load yesterday' | 'load last week' | 'temperature' | 'constant'>

function clockFeature(name: ClockFeature, wall: number): number {
  const weekday = Math.floor(phaseOf(wall, A_MONDAY, WEEK) / DAY)
  const [day, week] = [(ANGLE * phaseOf(wall, 0, DAY)) / DAY, (ANGLE * phaseOf(wall, A_MONDAY, WEEK)) / WEEK]
  const values: Record<ClockFeature, number> = {
    'time of day sin': Math.sin(day),
    'time of day cos': Math.cos(day),
    'day of week sin': Math.sin(week),
    'day of week cos': Math.cos(week),
    hour: Math.floor(phaseOf(wall, 0, DAY) / HOUR),
    weekday,
    weekend: weekday >= 5 ? 1 : 0,
  }
  return values[name]
}

/**
 * The forecast of an imported network's output, on the quarter-hours of its horizon: 4 or 96 values in kW,
 * or as many quantiles, sorted, where it answers these. Longer steps are repeated.
 * @param loadKw The 768 quarter-hours before the forecast in kW, as `encodeImported` was given them.
 * @throws Error where the network answered something that is no number.
 */
export function decodeImported(
  outputs: ArrayLike<number>,
  { horizon, stepMinutes, output }: ModelDescription,
  { loadKw }: { readonly loadKw: readonly number[] },
): readonly number[] | readonly Quantiles[] {
  const quarters = (stepMinutes * MINUTE) / FORECAST_RESOLUTION
  const last = { from: HISTORY_STEPS - quarters, quarters, wall: 0 }
  const baseKw = output.of === 'load' ? 0 : meanOf(loadKw, last, 0)
  const kw = (place: number) => {
    const value = baseKw + output.mean + output.std * (outputs[place] ?? Number.NaN)
    if (!Number.isFinite(value)) throw new Error('The model answered something that is no number')
    return value
  }
  const stepAt = (quarter: number) => Math.floor((quarter * FORECAST_RESOLUTION) / (output.stepMinutes * MINUTE))
  const steps = Array.from({ length: HORIZON_STEPS[horizon] }, (_, quarter) => stepAt(quarter))
  if (output.kind === 'points') return steps.map(kw)
  return steps.map((step) => {
    const [p10 = Number.NaN, p50 = Number.NaN, p90 = Number.NaN] = [0, 1, 2]
      .map((i) => kw(3 * step + i))
      .sort((a, b) => a - b)
    return { p10, p50, p90 }
  })
}

/** Each hole has the last temperature known before it, or the first after it. */
function fillTemperature({ temperatureC }: Pick<ForecastWindow, 'temperatureC'>): readonly number[] {
  const measured = temperatureC?.slice(-HISTORY_STEPS) ?? []
  const first = measured.find((value) => value !== null) ?? null
  if (first === null) throw new Error('The model wants the outdoor temperature, and none is known')
  let last = first
  const known = measured.map((value) => {
    last = value ?? last
    return last
  })
  return [...Array.from({ length: HISTORY_STEPS - known.length }, () => first), ...known]
}

function meanOf(values: readonly number[], { from, quarters }: PastStep, back: number): number {
  let sum = 0
  for (let i = from - back; i < from - back + quarters; i++) sum += values[i] ?? Number.NaN
  return sum / quarters
}

/** How far `wall` lies within its period, in ms, where one began at `begin`. */
function phaseOf(wall: number, begin: number, period: number): number {
  return (((wall - begin) % period) + period) % period
}
