import type { Range, Settings } from '../../contract/settings.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { WEEK } from '../../domain/time/time.ts'
import type { Distribution, StorePort } from '../store/store-port.ts'

/**
 * The range of a tag's bar where the operator set none: from its last week (limits by what came, normal between its
 * 5th and 95th percentile), or, for what has a usual range everywhere, from that. Null where nothing is known yet.
 */
export function usualRange(tag: Tag, week: Distribution | null, pvPeakKw: number): Range | null {
  switch (tag.role) {
    case 'powerFactor':
      return { min: 0.7, max: 1, normalLow: 0.9, normalHigh: 1 }
    case 'frequency':
      return aroundNominal(week)
    case 'solar':
      return pvPeakKw > 0 ? { min: 0, max: pvPeakKw, normalLow: 0, normalHigh: pvPeakKw * 0.9 } : fromWeek(week, true)
    case 'load':
    case 'gridImport':
    case 'feeder':
      return fromWeek(week, true)
    case 'temperature':
      return fromWeek(week, false)
    case 'energyImport':
      // A counter only grows: no value of it is normal.
      return null
  }
}

/** 50 or 60 Hz ± 1 %, normal within the ±0.2 Hz that European and American grids keep nearly always. */
function aroundNominal(week: Distribution | null): Range {
  const nominal = week !== null && week.p5 > 55 ? 60 : 50
  return { min: nominal - 0.5, max: nominal + 0.5, normalLow: nominal - 0.2, normalHigh: nominal + 0.2 }
}

function fromWeek(week: Distribution | null, fromZero: boolean): Range | null {
  if (week === null || !(week.p95 > week.p5)) return null
  const reach = (week.max - week.min) * 0.1
  const min = fromZero ? Math.min(0, week.min) : roundedDown(week.min - reach)
  return { min, max: -roundedDown(-(week.max + reach)), normalLow: week.p5, normalHigh: week.p95 }
}

/** Down to two significant digits. */
function roundedDown(value: number): number {
  if (value === 0) return 0
  const step = 10 ** Math.floor(Math.log10(Math.abs(value)) - 1)
  return Math.floor(value / step) * step
}

/** The range of each tag's bar: what the operator set, else the usual one at the plant's time `now`. */
export async function readRanges(
  store: Pick<StorePort, 'distribution'>,
  source: string,
  tags: readonly Tag[],
  now: number,
  settings: Settings,
): Promise<Readonly<Record<string, Range>>> {
  const ranges: Record<string, Range> = {}
  for (const tag of tags) {
    const week = await store.distribution(source, tag.id, { start: now - WEEK, end: now })
    const range = settings.ranges[tag.id] ?? usualRange(tag, week, settings.site.pvPeakKw)
    if (range !== null) ranges[tag.id] = range
  }
  return ranges
}
