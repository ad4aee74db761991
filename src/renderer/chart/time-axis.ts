import type { Interval } from '../../domain/time/time.ts'
import { createTimeTicks, formatTick } from '../format/times.ts'
import type { Size } from './use-size.ts'

/** The axis of a chart over time, or over another measure of place. */
export interface TimeAxis {
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly format: (x: number) => string
}

/** Round times of the site's clock over a span; `tickRem` is the room that each gets at the least, in rem. */
export function createTimeAxis(
  { start, end }: Interval,
  zone: string,
  { width, rem }: Size,
  tickRem: number,
): TimeAxis {
  const { at, step } = createTimeTicks(start, end, zone, Math.max(2, Math.floor(width / (rem * tickRem))))
  return { from: start, to: end, ticks: at, format: (x) => formatTick(x, zone, step) }
}

/** Below this a chart is narrow, in rem. */
const NARROW_CHART_REM = 40

export const isNarrowChart = ({ width, rem }: Size) => width < rem * NARROW_CHART_REM
