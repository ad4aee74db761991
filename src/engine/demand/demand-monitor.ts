import type { EngineEvent } from '../../contract/api.ts'
import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Bill } from '../../domain/billing/bill.ts'
import type { MonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval, RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { monthAt } from '../../domain/time/calendar.ts'
import { HOUR, type Interval, SECOND } from '../../domain/time/time.ts'
import { type Clock, every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { type DemandTerms, demandTerms } from './billing-terms.ts'
import { type Meter, meterKey, meterOf } from './meter.ts'
import { MeterWatch } from './meter-monitor.ts'

/** What the watch needs of its session. */
export interface DemandWatchParts {
  readonly store: Pick<StorePort, 'steps' | 'oldestAt' | 'history' | 'takeChanged'>
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly clock: Clock
  readonly settings: () => Settings
  readonly tags: () => readonly Tag[]
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly settled: () => Promise<void>
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** Follows the running demand interval, and what the month's intervals cost so far. */
export interface DemandWatch {
  /** Null while nothing has been heard of the meter. */
  running(): RunningDemand | null
  /** Null while there is no tariff, or no meter. */
  standing(): DemandStanding | null
  /** Those that start in the span and have ended, oldest first, by the tariff's rule; quarter-hours where there is none. */
  intervals(span: Interval): Promise<DemandInterval[]>
  /** Of this month to date where none is named. @throws EngineError `not-found` where there is no tariff, or no data. */
  bill(month?: string): Promise<Bill>
  /**
   * Of a month and of those before it that the tariff looks back at, at most 24, newest first: for what an interval
   * would cost. @throws EngineError `not-found` where there is no tariff.
   */
  peaks(month: string): Promise<{ readonly peaks: MonthPeaks; readonly earlier: readonly MonthPeaks[] }>
  /** Live samples as they come in. */
  take(samples: readonly Sample[]): void
  /** Samples of the past that the source hands over: the running interval may be among them. */
  takePast(samples: readonly Sample[]): void
  /** Calls `listener` with each interval that has closed, in order; of a longer silence with those of the last day. */
  onInterval(listener: (interval: DemandInterval) => void): void
  /** Other settings are in force. */
  settingsChanged(): void
  close(): Promise<void>
}

/** What is watched at present, by which settings and tags. */
interface Watched {
  /** Another watch is due where this differs. */
  readonly key: string
  readonly meter: Meter
  readonly watch: MeterWatch
}

/** Starts to watch the demand of a source; what the store has of the running interval is taken up first. */
export async function openDemandWatch(parts: DemandWatchParts): Promise<DemandWatch> {
  const { settings, tags, publish, clock, onFailure } = parts
  const listeners: ((interval: DemandInterval) => void)[] = []
  let watched: Watched | null = null
  let looked: readonly Tag[] | null = null

  function open(terms: DemandTerms, key: string, meter: Meter): Watched {
    const meterParts = {
      ...parts,
      source: parts.source.id,
      meter: () => (watched?.key === key ? watched.meter : meter),
      setpointKw: () => settings().demand.targetKw,
      onInterval(interval: DemandInterval) {
        for (const listener of listeners) listener(interval)
      },
    }
    return { key, meter, watch: new MeterWatch(meterParts, terms) }
  }
  /** Watches anew where another meter or other terms are in force. */
  async function meet(): Promise<void> {
    looked = tags()
    const terms = demandTerms(settings())
    const meter = meterOf(looked, terms.billedOn)
    const before = watched
    const key = meter === null ? '' : JSON.stringify([terms.tariff, terms.sample, terms.zone, meterKey(meter)])
    if (meter === null || before?.key === key) {
      watched = meter === null ? null : before && { ...before, meter }
    } else {
      watched = open(terms, key, meter)
    }
    if (watched?.watch === before?.watch) return
    if (before?.watch.standing() && terms.tariff === null) publish({ kind: 'standing', standing: null })
    await before?.watch.close()
    await watched?.watch.resume()
    watched?.watch.lookIfDue()
  }
  let meeting: Promise<unknown> = Promise.resolve()
  const meetInBackground = () => {
    const met = meet().catch((error: unknown) => onFailure('Taking up the running demand interval', error))
    meeting = Promise.all([meeting, met])
  }
  const current = () => {
    if (looked !== tags()) meetInBackground()
    return watched?.watch ?? null
  }
  const booksOf = async () => {
    const watch = current()
    if (watch === null) throw new EngineError('not-found', 'There is no data yet: no load or grid import has come in.')
    return watch.books()
  }

  await meet()
  const cancel = every(clock, SECOND, () => {
    const watch = current()
    const demand = watch?.running() ?? null
    if (demand !== null) publish({ kind: 'demand', demand })
    watch?.lookIfDue()
  })
  return {
    running: () => current()?.running() ?? null,
    standing: () => current()?.standing() ?? null,
    async intervals(span) {
      if (current() === null) return []
      const { books, now } = await booksOf()
      return books.intervals(span, now)
    },
    async bill(month) {
      const { books, now, zone } = await booksOf()
      return books.bill(month ?? monthAt(now, zone), now)
    },
    async peaks(month) {
      const { books, now } = await booksOf()
      const { peaks, earlier } = await books.account(month, now)
      return { peaks, earlier }
    },
    take: (samples) => current()?.take(samples),
    takePast(samples) {
      // A long past is for the store alone. What stands before an interval may reach into it.
      const from = parts.plantTime() - 2 * HOUR
      current()?.take(samples.filter(({ at }) => at >= from))
    },
    onInterval: (listener) => {
      listeners.push(listener)
    },
    settingsChanged: meetInBackground,
    async close() {
      cancel()
      await meeting
      await watched?.watch.close()
    },
  }
}
