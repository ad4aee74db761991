import type { ForecastWindow } from '../../../domain/forecast/forecast.ts'
import type { LocalTime } from '../../../domain/time/time-zone.ts'
import { CALENDAR_FEATURES, CALENDAR_WIDTH, findLocalTime, isWeekend, writeCalendar } from './calendar.ts'
import type { ModelLayout } from './layout.ts'

/**
 * The LSTM's features of each of the last 24 hours, an hour a step: its loads, those of the same hour yesterday and
 * last week, and where it lies. Loads are shares of the scale.
 */
export function windowFeatures({ hour }: ModelLayout): readonly string[] {
  const loads = (when: string) => Array.from({ length: hour }, (_, i) => `load ${i + 1} of ${hour}${when}`)
  return [
    ...loads(''),
    ...loads(' yesterday'),
    ...loads(' last week'),
    'time of day sin',
    'time of day cos',
    'weekend',
    'temperature',
  ]
}
/** Hours, that is steps, of the LSTM. */
export const WINDOW_HOURS = 24

/** The head's features of each step ahead. Loads are shares of the scale. */
export const AHEAD_FEATURES = [
  ...Array.from({ length: 7 }, (_, i) => `load ${i + 1} ${i === 0 ? 'day' : 'days'} before`),
  'mean of the hour around yesterday',
  'mean of the hour around last week',
  'temperature yesterday',
  ...CALENDAR_FEATURES,
  'lead',
] as const
/** The step's place within the horizon is of no use to a path that has weights of its own for each step. */
export const LINEAR_AHEAD = AHEAD_FEATURES.length - 1
/** The head's other input at each step: the linear path's forecast of it. */
export const STEP_WIDTH = AHEAD_FEATURES.length + 1

const RECENT_STEPS = 8
const HOURS_BACK = [3, 6, 12, 18]
/** What is known of now: loads as shares of the scale, temperatures in tens of °C above 15. */
export const RECENT_FEATURES = [
  ...Array.from({ length: RECENT_STEPS }, (_, i) => `load ${i === 0 ? 'now' : `${i} steps ago`}`),
  ...HOURS_BACK.map((hours) => `load ${hours} h ago`),
  ...Array.from({ length: 7 }, (_, i) => `load now, ${i + 1} ${i === 0 ? 'day' : 'days'} before`),
  'mean of the last hour',
  'mean of the last 4 hours',
  'mean of the last day',
  'mean of the last week',
  'temperature now',
  'temperature yesterday',
  'mean temperature of the last day',
  'temperature known',
] as const
/** Numbers of the window as a whole. */
export const RECENT_WIDTH = RECENT_FEATURES.length

/** A window as input of the model. All numbers are finite. */
export interface ModelInput {
  /** Shape [24, windowFeatures], oldest hour first. */
  readonly window: Float32Array
  /** Shape [steps, AHEAD_FEATURES]. */
  readonly ahead: Float32Array
  /** Shape [RECENT_FEATURES]. */
  readonly recent: Float32Array
  /** kW that 1 represents. */
  readonly scaleKw: number
}

/** A load without holes, with all that features are made from. Steps are counted from its first. */
export interface FeatureSource {
  readonly layout: ModelLayout
  readonly loadKw: Float64Array
  /** Sums of the load before each step, so that a mean needs two of them. */
  readonly sumsKw: Float64Array
  /** In tens of °C above 15; 0 where it isn't known. Empty where none is measured. */
  readonly temperature: Float32Array
  readonly temperatureKnown: Uint8Array
  /** [steps and a horizon more, CALENDAR_WIDTH] from step `calendarFrom` on. */
  readonly calendar: Float32Array
  readonly calendarFrom: number
}

/**
 * Makes a load ready to be encoded at many places, or at its end alone.
 * @param start Of the first step, epoch ms.
 * @param calendarFrom The calendar is worked out from this step on: a day before the first window's end is enough.
 */
export function createFeatureSource(
  layout: ModelLayout,
  start: number,
  local: LocalTime,
  loadKw: Float64Array,
  temperatureC: readonly (number | null)[] | null,
  calendarFrom = 0,
): FeatureSource {
  const sumsKw = new Float64Array(loadKw.length + 1)
  // What could not be closed is part of no window that is read.
  for (let i = 0; i < loadKw.length; i++) sumsKw[i + 1] = (sumsKw[i] as number) + (loadKw[i] || 0)
  const length = temperatureC === null ? 0 : loadKw.length
  const temperature = new Float32Array(length)
  const temperatureKnown = new Uint8Array(length)
  for (let i = 0; i < length; i++) {
    const celsius = temperatureC?.[i] ?? null
    if (celsius === null) continue
    temperature[i] = (celsius - 15) / 10
    temperatureKnown[i] = 1
  }
  const rows = loadKw.length + layout.steps - calendarFrom
  const calendar = new Float32Array(rows * CALENDAR_WIDTH)
  for (let i = 0; i < rows; i++) {
    const at = start + (calendarFrom + i) * layout.resolutionMs
    writeCalendar(local, at, layout.resolutionMs, calendar, i * CALENDAR_WIDTH)
  }
  return { layout, loadKw, sumsKw, temperature, temperatureKnown, calendar, calendarFrom }
}

/** A single window's, whose load has been closed: it is encoded at its end. */
export function createWindowFeatures(
  layout: ModelLayout,
  { end, zone, temperatureC }: Omit<ForecastWindow, 'loadKw'>,
  loadKw: Float64Array,
): FeatureSource {
  const local = findLocalTime(zone)
  if (local === null) throw new Error(`“${zone}” is no time zone`)
  const start = end - loadKw.length * layout.resolutionMs
  const celsius = temperatureC?.slice(-loadKw.length) ?? null
  return createFeatureSource(layout, start, local, loadKw, celsius, loadKw.length - layout.day)
}

/** Rooms that a window's numbers are written into: those of a batch follow each other in one. */
export interface InputBuffers {
  readonly window: Float32Array
  /** [steps, `aheadWidth`]: what is beyond `AHEAD_FEATURES` is left as it is. */
  readonly ahead: Float32Array
  readonly recent: Float32Array
}

/** The window that ends before step `at`, as input of the model. Nothing from `at` on is read. */
export function encodeWindow(from: FeatureSource, at: number, scaleKw: number): ModelInput {
  const rooms = {
    window: new Float32Array(WINDOW_HOURS * windowWidth(from.layout)),
    ahead: new Float32Array(from.layout.steps * AHEAD_FEATURES.length),
    recent: new Float32Array(RECENT_WIDTH),
  }
  writeInput(from, at, scaleKw, rooms, AHEAD_FEATURES.length)
  return { ...rooms, scaleKw }
}

/** Writes the window that ends before step `at` into rooms of its size. */
export function writeInput(
  from: FeatureSource,
  at: number,
  scaleKw: number,
  rooms: InputBuffers,
  aheadWidth: number,
): void {
  writeWindow(from, at, scaleKw, rooms.window)
  writeAhead(from, at, scaleKw, rooms.ahead, aheadWidth)
  writeRecent(from, at, scaleKw, rooms.recent)
}

/** Numbers of one hour of the window. */
export function windowWidth({ hour }: ModelLayout): number {
  return 3 * hour + 4
}

function writeWindow(from: FeatureSource, at: number, scaleKw: number, room: Float32Array): void {
  const { layout, loadKw, calendar, calendarFrom } = from
  const { hour, day, week } = layout
  let place = 0
  for (let step = at - day; step < at; step += hour) {
    for (const back of [0, day, week]) {
      for (let i = step - back; i < step - back + hour; i++) room[place++] = (loadKw[i] as number) / scaleKw
    }
    const row = (step - calendarFrom) * CALENDAR_WIDTH
    room[place++] = calendar[row] as number
    room[place++] = calendar[row + 1] as number
    room[place++] = isWeekend(calendar, row) ? 1 : 0
    room[place++] = meanTemperature(from, step, step + hour)
  }
}

function writeAhead(from: FeatureSource, at: number, scaleKw: number, room: Float32Array, width: number): void {
  const { layout, loadKw, temperature, calendar, calendarFrom } = from
  const { hour, day, week, steps } = layout
  const half = Math.max(1, Math.floor(hour / 2))
  for (let lead = 0; lead < steps; lead++) {
    const step = at + lead
    let place = lead * width
    for (let days = 1; days <= 7; days++) room[place++] = (loadKw[step - days * day] as number) / scaleKw
    // What lies around the same time yesterday may not be known yet.
    const known = step - day + half < at
    room[place++] = known
      ? meanLoadKw(from, step - day - half, step - day + half + 1) / scaleKw
      : (loadKw[step - day] as number) / scaleKw
    room[place++] = meanLoadKw(from, Math.max(0, step - week - half), step - week + half + 1) / scaleKw
    room[place++] = temperature.length === 0 ? 0 : (temperature[step - day] as number)
    const row = (step - calendarFrom) * CALENDAR_WIDTH
    for (let i = 0; i < CALENDAR_WIDTH; i++) room[place++] = calendar[row + i] as number
    room[place] = (lead + 1) / steps
  }
}

function writeRecent(from: FeatureSource, at: number, scaleKw: number, room: Float32Array): void {
  const { layout, loadKw, temperature, temperatureKnown } = from
  const { hour, day, week } = layout
  const now = at - 1
  let place = 0
  for (let i = 0; i < RECENT_STEPS; i++) room[place++] = (loadKw[now - i] as number) / scaleKw
  for (const hours of HOURS_BACK) room[place++] = (loadKw[now - hours * hour] as number) / scaleKw
  for (let days = 1; days <= 7; days++) room[place++] = (loadKw[now - days * day] as number) / scaleKw
  for (const length of [hour, 4 * hour, day, week]) room[place++] = meanLoadKw(from, at - length, at) / scaleKw
  const measured = temperature.length > 0
  room[place++] = measured ? (temperature[now] as number) : 0
  room[place++] = measured ? (temperature[now - day] as number) : 0
  room[place++] = meanTemperature(from, at - day, at)
  room[place] = measured && temperatureKnown[now] === 1 ? 1 : 0
}

/** Mean load in kW over the steps [from, to). */
function meanLoadKw({ sumsKw }: FeatureSource, from: number, to: number): number {
  return ((sumsKw[to] as number) - (sumsKw[from] as number)) / (to - from)
}

/** Mean of what is known over the steps [from, to); 0 where nothing is. */
function meanTemperature({ temperature, temperatureKnown }: FeatureSource, from: number, to: number): number {
  if (temperature.length === 0) return 0
  let sum = 0
  let known = 0
  for (let i = from; i < to; i++) {
    sum += temperature[i] as number
    known += temperatureKnown[i] as number
  }
  return known === 0 ? 0 : sum / known
}
