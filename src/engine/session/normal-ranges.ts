import type { TagRange } from '../../contract/settings.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { HOUR, MINUTE, SECOND, WEEK } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import type { Distribution } from '../store/store-port.ts'

/**
 * A new source's past is stored within the first minute: its ranges are read sooner then, so many ms after the start.
 */
const READ_AFTER_START = [5 * SECOND, 20 * SECOND, MINUTE]
const READ_EVERY = HOUR

/** The range of each tag's bar, by the tag's id; one that nothing is known of has none. */
export type TagRanges = Readonly<Record<string, TagRange>>

/** Keeps the range of each tag's bar up to date. */
export interface NormalRanges {
  readonly changed: Subscribable<void>
  /** The ranges that were read last; none before `start`. */
  ranges(): TagRanges
  /** Reads them now, and again and again from now on. */
  start(): Promise<void>
  /** Reads them anew: settings or samples have changed. */
  refresh(): Promise<void>
  close(): void
}

/** Ranges of the context's tags at the plant's time. */
export function createNormalRanges(context: PlantContext): NormalRanges {
  const { clock, onFailure } = context
  const changed = createEmitter<void>()
  let ranges: TagRanges = {}
  let cancels: readonly (() => void)[] = []
  const refresh = async () => {
    const before = JSON.stringify(ranges)
    ranges = await readNormalRanges(context)
    if (JSON.stringify(ranges) !== before) changed.emit()
  }
  const refreshInBackground = () => {
    refresh().catch((error: unknown) => onFailure('Normal ranges', error))
  }
  return {
    changed,
    ranges: () => ranges,
    refresh,
    start() {
      const first = READ_AFTER_START.map((ms) => clock.after(ms, refreshInBackground))
      cancels = [every(clock, READ_EVERY, refreshInBackground), ...first]
      return refresh()
    },
    close() {
      for (const cancel of cancels) cancel()
    },
  }
}

/**
 * The range of a tag's bar where the operator set none: from its last week (limits by its extremes, normal between its
 * 5th and 95th percentile), or, for what has a usual range everywhere, from that. Null where nothing is known yet.
 */
export function computeUsualRange(tag: Tag, week: Distribution | null, pvPeakKw: number): TagRange | null {
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

/** The range of each tag's bar: what the operator set, else the usual one at the plant's time. */
async function readNormalRanges({ store, source, tags, plantTime, settings }: PlantContext): Promise<TagRanges> {
  const now = plantTime()
  const { site, ranges: ownRanges } = settings()
  const ranges: Record<string, TagRange> = {}
  for (const tag of tags()) {
    const week = await store.distribution(source.id, tag.id, { start: now - WEEK, end: now })
    const range = ownRanges[tag.id] ?? computeUsualRange(tag, week, site.pvPeakKw)
    if (range !== null) ranges[tag.id] = range
  }
  return ranges
}
