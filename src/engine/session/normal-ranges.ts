import type { Settings, TagRange } from '../../contract/settings.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { WEEK } from '../../domain/time/time.ts'
import type { Distribution, StorePort } from '../store/store-port.ts'

/**
 * The range of a tag's bar where the operator set none: from its last week (limits by what came, normal between its
 * 5th and 95th percentile), or, for what has a usual range everywhere, from that. Null where nothing is known yet.
 */
export function usualRange(tag: Tag, week: Distribution | null, pvPeakKw: number): TagRange | null {
  switch (tag.role) {
    case 'powerFactor':
      return { min: 0.7, max: 1, normalLow: 0.9, normalHigh: 1 }
    case 'frequency':
      return rangeAroundNominal(week)
    case 'solar':
      return pvPeakKw > 0
        ? { min: 0, max: pvPeakKw, normalLow: 0, normalHigh: pvPeakKw * 0.9 }
        : rangeOfWeek(week, true)
    case 'load':
    case 'gridImport':
    case 'feeder':
      return rangeOfWeek(week, true)
    case 'temperature':
      return rangeOfWeek(week, false)
    case 'energyImport':
      // A counter only grows: no value of it is normal.
      return null
  }
}

/** 50 or 60 Hz ± 1 %, normal within the ±0.2 Hz that European and American grids keep nearly always. */
function rangeAroundNominal(week: Distribution | null): TagRange {
  const nominal = week !== null && week.p5 > 55 ? 60 : 50
  return { min: nominal - 0.5, max: nominal + 0.5, normalLow: nominal - 0.2, normalHigh: nominal + 0.2 }
}

function rangeOfWeek(week: Distribution | null, fromZero: boolean): TagRange | null {
  if (week === null || !(week.p95 > week.p5)) return null
  const reach = (week.max - week.min) * 0.1
  const min = fromZero ? Math.min(0, week.min) : roundDown(week.min - reach)
  return { min, max: -roundDown(-(week.max + reach)), normalLow: week.p5, normalHigh: week.p95 }
}

/** Down to two significant digits. */
function roundDown(value: number): number {
  if (value === 0) return 0
  const step = 10 ** Math.floor(Math.log10(Math.abs(value)) - 1)
  return Math.floor(value / step) * step
}

/** The range of each tag's bar: what the operator set, else the usual one at the plant's time `now`. */
export async function readNormalRanges(
  store: Pick<StorePort, 'distribution'>,
  source: string,
  tags: readonly Tag[],
  now: number,
  settings: Settings,
): Promise<Readonly<Record<string, TagRange>>> {
  const ranges: Record<string, TagRange> = {}
  for (const tag of tags) {
    const week = await store.distribution(source, tag.id, { start: now - WEEK, end: now })
    const range = settings.ranges[tag.id] ?? usualRange(tag, week, settings.site.pvPeakKw)
    if (range !== null) ranges[tag.id] = range
  }
  return ranges
}
