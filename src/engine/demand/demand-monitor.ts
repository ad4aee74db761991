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
import { type BillingTerms, createBillingTerms } from './billing-terms.ts'
import { findMeter, type Meter, meterKey } from './meter.ts'
import { MeterMonitor } from './meter-monitor.ts'

/** What the watch needs of its session. */
export interface DemandMonitorContext {
  readonly store: Pick<StorePort, 'steps' | 'oldestAt' | 'history' | 'takeChanged'>
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly clock: Clock
  readonly settings: () => Settings
  readonly tags: () => readonly Tag[]
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly flushSamples: () => Promise<void>
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** Follows the running demand interval, and what the month's intervals cost so far. */
export interface DemandMonitor {
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
  onSamples(samples: readonly Sample[]): void
  /** Samples of the past that the source hands over: the running interval may be among them. */
  onPastSamples(samples: readonly Sample[]): void
  /** Calls `listener` with each interval that has closed, in order; of a longer silence with those of the last day. */
  onIntervalClosed(listener: (interval: DemandInterval) => void): void
  /** Other settings are in force. */
  onSettingsChanged(): void
  close(): Promise<void>
}

/** What is watched at present, by which settings and tags. */
interface MonitoredMeter {
  /** Another watch is due where this differs. */
  readonly key: string
  readonly meter: Meter
  readonly monitor: MeterMonitor
}

/** Starts to watch the demand of a source; what the store has of the running interval is taken up first. */
export async function openDemandMonitor(parts: DemandMonitorContext): Promise<DemandMonitor> {
  const { settings, tags, publish, clock, onFailure } = parts
  const listeners: ((interval: DemandInterval) => void)[] = []
  let monitored: MonitoredMeter | null = null
  let lastTags: readonly Tag[] | null = null

  function openMeter(terms: BillingTerms, key: string, meter: Meter): MonitoredMeter {
    const meterContext = {
      ...parts,
      source: parts.source.id,
      meter: () => (monitored?.key === key ? monitored.meter : meter),
      setpointKw: () => settings().demand.targetKw,
      onInterval(interval: DemandInterval) {
        for (const listener of listeners) listener(interval)
      },
    }
    return { key, meter, monitor: new MeterMonitor(meterContext, terms) }
  }
  /** Watches anew where another meter or other terms are in force. */
  async function updateMeter(): Promise<void> {
    lastTags = tags()
    const terms = createBillingTerms(settings())
    const meter = findMeter(lastTags, terms.billedOn)
    const before = monitored
    const key = meter === null ? '' : JSON.stringify([terms.tariff, terms.sample, terms.zone, meterKey(meter)])
    if (meter === null || before?.key === key) {
      monitored = meter === null ? null : before && { ...before, meter }
    } else {
      monitored = openMeter(terms, key, meter)
    }
    if (monitored?.monitor === before?.monitor) return
    if (before?.monitor.standing() && terms.tariff === null) publish({ kind: 'standing', standing: null })
    await before?.monitor.close()
    await monitored?.monitor.resume()
    monitored?.monitor.updateIfDue()
  }
  let updating: Promise<unknown> = Promise.resolve()
  const updateInBackground = () => {
    const updated = updateMeter().catch((error: unknown) => onFailure('Taking up the running demand interval', error))
    updating = Promise.all([updating, updated])
  }
  const currentMonitor = () => {
    if (lastTags !== tags()) updateInBackground()
    return monitored?.monitor ?? null
  }
  const requireAccount = async () => {
    const monitor = currentMonitor()
    if (monitor === null)
      throw new EngineError('not-found', 'There is no data yet: no load or grid import has come in.')
    return monitor.readAccount()
  }

  await updateMeter()
  const cancel = every(clock, SECOND, () => {
    const monitor = currentMonitor()
    const demand = monitor?.running() ?? null
    if (demand !== null) publish({ kind: 'demand', demand })
    monitor?.updateIfDue()
  })
  return {
    running: () => currentMonitor()?.running() ?? null,
    standing: () => currentMonitor()?.standing() ?? null,
    async intervals(span) {
      if (currentMonitor() === null) return []
      const { account, now } = await requireAccount()
      return account.intervals(span, now)
    },
    async bill(month) {
      const { account, now, zone } = await requireAccount()
      return account.bill(month ?? monthAt(now, zone), now)
    },
    async peaks(month) {
      const { account, now } = await requireAccount()
      const { peaks, earlier } = await account.readMonth(month, now)
      return { peaks, earlier }
    },
    onSamples: (samples) => currentMonitor()?.onSamples(samples),
    onPastSamples(samples) {
      // A long past is for the store alone. What stands before an interval may reach into it.
      const from = parts.plantTime() - 2 * HOUR
      currentMonitor()?.onSamples(samples.filter(({ at }) => at >= from))
    },
    onIntervalClosed: (listener) => {
      listeners.push(listener)
    },
    onSettingsChanged: updateInBackground,
    async close() {
      cancel()
      await updating
      await monitored?.monitor.close()
    },
  }
}
