import { HISTORY_STEPS, type Horizon } from '../../../domain/forecast/forecast.ts'
import type { HistoryPoint } from '../../../domain/telemetry/history.ts'
import { MIN_COVERAGE, QUARTER_HOUR } from '../../../domain/time/time.ts'

/** The body of `POST /predict` for the forecast of a window. */
export interface WindowBody {
  readonly horizon: Horizon
  readonly end: string
  readonly zone: string
  readonly loadKw: readonly (number | null)[]
  readonly temperatureC: readonly (number | null)[] | null
}

/** Where a window that ends at `end` begins at the earliest. */
export function windowStart(end: number): number {
  return end - HISTORY_STEPS * QUARTER_HOUR
}

/** The window up to `end`, from quarter-hours of history: from the first that is known on. */
export function createWindowBody(
  { horizon, end, zone }: { readonly horizon: Horizon; readonly end: number; readonly zone: string },
  load: readonly HistoryPoint[],
  temperature: readonly HistoryPoint[],
): WindowBody {
  const first = Math.max(windowStart(end), load[0]?.[0] ?? windowStart(end))
  const steps = Math.round((end - first) / QUARTER_HOUR)
  return {
    horizon,
    end: new Date(end).toISOString(),
    zone,
    loadKw: placeOnSteps(load, first, steps),
    temperatureC: temperature.length === 0 ? null : placeOnSteps(temperature, first, steps),
  }
}

function placeOnSteps(points: readonly HistoryPoint[], first: number, steps: number): (number | null)[] {
  const row = new Array<number | null>(steps).fill(null)
  for (const [at, mean, , , coverage] of points) {
    const index = Math.floor((at - first) / QUARTER_HOUR)
    if (index >= 0 && index < steps && coverage >= MIN_COVERAGE) row[index] = mean
  }
  return row
}

/** JSON for people to read: indented, but a list or an object that holds no other is on one line. */
export function formatReadableJson(value: unknown): string {
  const inOneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, ' ')
  return JSON.stringify(value, null, 2)
    .replaceAll(/\[\s+([^[\]{}]*?)\s+\]/g, (_, inner: string) => `[${inOneLine(inner)}]`)
    .replaceAll(/\{\s+([^[\]{}]*?)\s+\}/g, (_, inner: string) => `{ ${inOneLine(inner)} }`)
}
