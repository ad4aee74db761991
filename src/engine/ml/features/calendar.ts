import { DAY } from '../../../domain/time/time.ts'
import { createLocalTime, type LocalTime } from '../../../domain/time/time-zone.ts'

/** The features of a step's place in the site's calendar, in this order. */
export const CALENDAR_FEATURES = [
  'time of day sin',
  'time of day cos',
  'half-day sin',
  'half-day cos',
  'third of a day sin',
  'third of a day cos',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const
/** Numbers of the calendar for each step. */
export const CALENDAR_WIDTH = CALENDAR_FEATURES.length
const FIRST_WEEKDAY = 6
const ANGLE = 2 * Math.PI
/** 1 January 1970 was a Thursday, the fourth day of a week that begins on Monday. */
const EPOCH_WEEKDAY = 3

/** Writes the calendar of the step that begins at `start` (epoch ms) into `row` from `place` on: `CALENDAR_WIDTH` numbers. */
export function writeCalendar(
  local: LocalTime,
  start: number,
  resolutionMs: number,
  row: Float32Array,
  place: number,
): void {
  const wall = local(start)
  const angle = (ANGLE * (wall + resolutionMs / 2)) / DAY
  for (let harmonic = 1; harmonic <= 3; harmonic++) {
    row[place + 2 * harmonic - 2] = Math.sin(harmonic * angle)
    row[place + 2 * harmonic - 1] = Math.cos(harmonic * angle)
  }
  const weekday = (((Math.floor(wall / DAY) + EPOCH_WEEKDAY) % 7) + 7) % 7
  for (let i = 0; i < 7; i++) row[place + FIRST_WEEKDAY + i] = i === weekday ? 1 : 0
}

/** Whether the calendar at `place` is a Saturday's or Sunday's. */
export function isWeekend(row: Float32Array, place: number): boolean {
  return row[place + FIRST_WEEKDAY + 5] === 1 || row[place + FIRST_WEEKDAY + 6] === 1
}

const zones = new Map<string, LocalTime>()
const CACHED_ZONES = 16

/** The local time of an IANA zone; null where there is no such zone. */
export function findLocalTime(zone: string): LocalTime | null {
  const known = zones.get(zone)
  if (known) return known
  if (zones.size >= CACHED_ZONES) zones.clear()
  try {
    const made = createLocalTime(zone)
    zones.set(zone, made)
    return made
  } catch (error) {
    // The platform's error for a zone that doesn't exist.
    if (error instanceof RangeError) return null
    throw error
  }
}
