import { DAY, MINUTE } from '../../../domain/time/time.ts'
import type { Noise } from './noise.ts'
import { STREAM } from './streams.ts'

/** One heat of the furnace: minutes of the local day, and its power while it melts in kW. */
interface FurnaceHeat {
  readonly from: number
  readonly to: number
  readonly kw: number
}

/** What one local day of the plant is like. */
export interface PlantDay {
  /** How busy the production is at a minute of the day (0 to 1440, fractions allowed), 0 to 1. */
  activity(minute: number): number
  /** Power of the furnace in kW at a minute of the day. */
  furnaceKw(minute: number): number
  /** How much is made on this day, about 1. */
  readonly output: number
}

/** [minute of the day, activity], joined by straight lines. Two shifts, 6–14 and 14–22, each with two breaks. */
const WEEKDAY =
  parseCurve(`5:20 .06, 6:25 .93, 8:58 1, 9:04 .72, 9:14 .72, 9:22 1, 11:28 .98, 11:36 .66, 11:56 .66, 12:06 .97,
  13:48 .95, 14:00 .78, 14:16 .94, 17:00 .96, 17:06 .70, 17:16 .70, 17:24 .94, 19:30 .92, 19:38 .63, 19:56 .63, 20:06 .9,
  21:25 .84, 22:20 .12, 23:30 .06`)
/** Saturday: one shift with half of the lines. */
const SATURDAY = parseCurve(
  '5:30 .06, 6:30 .5, 9:00 .52, 9:05 .4, 9:15 .4, 9:22 .52, 11:30 .5, 11:38 .36, 11:55 .36, 12:05 .5, 13:30 .44, 14:20 .1, 15:30 .05',
)
/** Sundays and holidays: cleaning and maintenance in the morning. */
const SUNDAY = parseCurve('7:30 .045, 8:30 .1, 11:30 .1, 12:30 .045')

/** Month and day of the holidays on which the plant rests. */
const HOLIDAYS = new Set(['1-1', '5-1', '10-3', '12-24', '12-25', '12-26', '12-31'])
/** Starts of the slots in which a heat can begin, in minutes of the day, and how late in its slot it begins at most. */
const WEEKDAY_SLOTS = [375, 470, 565, 660, 755, 850, 945, 1040, 1135]
const SATURDAY_SLOTS = [400, 500, 600]
const LATEST_START = 24
/** About 13 % of the plant's mean load. */
const FURNACE_KW = 80
const SKIPPED = 0.04

/** The day that begins at `dayIndex` days after the epoch, in local time. */
export function createPlantDay(noise: Noise, dayIndex: number): PlantDay {
  const date = new Date(dayIndex * DAY)
  const weekday = date.getUTCDay()
  const rest = weekday === 0 || HOLIDAYS.has(`${date.getUTCMonth() + 1}-${date.getUTCDate()}`)
  const levels = rest ? SUNDAY : weekday === 6 ? SATURDAY : WEEKDAY
  const batches = rest ? [] : createHeats(noise, dayIndex, weekday === 6 ? SATURDAY_SLOTS : WEEKDAY_SLOTS)
  // A shift starts some minutes early or late; orders change over days, and no two days go alike.
  const lateMinutes = 5 * (noise.uniform(STREAM.shiftStart, dayIndex) - 0.5)
  const orders = noise.drift(STREAM.orders, dayIndex * DAY, 5 * DAY)
  const today = 2 * noise.uniform(STREAM.output, dayIndex) - 1
  return {
    output: 1 + 0.13 * orders + 0.09 * today,
    activity: (minute) => levelAt(levels, minute - lateMinutes),
    furnaceKw(minute) {
      for (const batch of batches) if (minute >= batch.from && minute < batch.to) return heatPowerKw(batch, minute)
      return 0
    },
  }
}

function createHeats(noise: Noise, dayIndex: number, slots: readonly number[]): FurnaceHeat[] {
  return slots.flatMap((slot, i) => {
    const key = dayIndex * 16 + i
    if (noise.uniform(STREAM.batchSkipped, key) < SKIPPED) return []
    const from = slot + LATEST_START * noise.uniform(STREAM.batchStart, key)
    const length = 40 + 30 * noise.uniform(STREAM.batchLength, key)
    return [{ from, to: from + length, kw: FURNACE_KW * (0.95 + 0.1 * noise.uniform(STREAM.batchPower, key)) }]
  })
}

/** Two minutes up, a slow fall while the melt warms, a minute down. */
function heatPowerKw(batch: FurnaceHeat, minute: number): number {
  const up = Math.min(1, (minute - batch.from) / 2)
  const down = Math.min(1, batch.to - minute)
  return batch.kw * up * down * (1.04 - (0.08 * (minute - batch.from)) / (batch.to - batch.from))
}

/**
 * A level for each minute of the day from `h:mm level` pairs; before the first and after the last it stays the same.
 */
function parseCurve(text: string): Float64Array {
  const points = text.split(',').map((pair) => {
    const [time = '', level = ''] = pair.trim().split(/\s+/)
    const [hours, minutes] = time.split(':').map(Number)
    return { minute: (hours ?? 0) * 60 + (minutes ?? 0), level: Number(level) }
  })
  return Float64Array.from({ length: DAY / MINUTE + 1 }, (_, minute) => {
    const next = points.findIndex((point) => point.minute >= minute)
    const to = points[next] ?? points[points.length - 1]
    const from = next > 0 ? points[next - 1] : to
    if (!to || !from) return 0
    return to.minute === from.minute
      ? to.level
      : from.level + ((to.level - from.level) * (minute - from.minute)) / (to.minute - from.minute)
  })
}

function levelAt(levels: Float64Array, minute: number): number {
  const place = Math.max(0, Math.min(levels.length - 1, minute))
  const index = Math.floor(place)
  const from = levels[index] ?? 0
  return from + ((levels[index + 1] ?? from) - from) * (place - index)
}
