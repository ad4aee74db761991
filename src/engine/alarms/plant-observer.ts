import type { Latest } from '../../contract/schemas/values.ts'
import type { Settings, TagRange } from '../../contract/settings.ts'
import { ALARM_KINDS, type AlarmKind, type AlarmRule, DEFAULT_ALARM_RULES } from '../../domain/alarms/alarm.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { filterUpcomingChanges } from '../../domain/shedding/sheddable-load.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { monthAt, shiftMonth } from '../../domain/time/calendar.ts'
import { MINUTE, SECOND } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { DemandMonitor } from '../demand/demand-monitor.ts'
import { type Clock, every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { type DiskSpaceMonitor, type FreeSpace, openDiskSpaceMonitor } from './disk-space.ts'
import { createLoadAnomalyWindow } from './load-anomaly.ts'
import type { PlantSnapshot } from './plant-snapshot.ts'
import { computeUsualPeaks, MONTHS_BACK, type UsualPeaks } from './usual-peaks.ts'

/** Earlier months' peaks change by a past that is delivered, by late samples and by another tariff alone. */
const PEAKS_EVERY = MINUTE
/**
 * A machine that slept longer than this between two evaluations, in ms, received nothing meanwhile: no meter was
 * silent. Nor is it known for how long one was where the clock was set back.
 */
const MAX_EVALUATION_GAP = 10 * SECOND

/** The part of the demand monitor that alarms are judged by. */
export type ObservedDemand = Pick<DemandMonitor, 'runningDemand' | 'standing' | 'peaks'>

/** What alarms are judged by beside the plant's context and its demand. */
export interface AlarmInputs {
  /** The newest live sample of each tag. */
  readonly latest: ReadonlyMap<string, Latest>
  readonly ranges: () => Readonly<Record<string, TagRange>>
  readonly connection: () => Connection
  /** Free space of the disk with the data. @throws Error (rejects) where the system can't measure it. */
  readonly freeSpace: () => Promise<FreeSpace>
}

/** Observes the plant for the alarms: gathers between two snapshots what they need. */
export class PlantObserver {
  readonly #context: PlantContext
  readonly #demand: ObservedDemand
  readonly #inputs: AlarmInputs
  readonly #arrivals: Arrivals
  readonly #diskSpace: DiskSpaceMonitor
  readonly #tags = new Map<string, Tag>()
  readonly #anomalyWindow = createLoadAnomalyWindow()
  readonly #timeOfDay: (at: number) => string
  readonly #cancel: () => void
  #usualPeaks: UsualPeaks = {}
  /** The newest forecast of the next hour. */
  #forecast: Forecast | null = null

  constructor(context: PlantContext, demand: ObservedDemand, inputs: AlarmInputs) {
    const { clock, settings, onFailure } = context
    this.#context = context
    this.#demand = demand
    this.#inputs = inputs
    this.#arrivals = new Arrivals(clock)
    this.#timeOfDay = createTimeOfDay(() => settings().site.zone)
    this.#diskSpace = openDiskSpaceMonitor(clock, inputs.freeSpace, (error) =>
      onFailure('Looking how full the disk is', error),
    )
    this.#readUsualPeaks()
    this.#cancel = every(clock, PEAKS_EVERY, () => this.#readUsualPeaks())
  }

  /** Samples were received. */
  onSamples(samples: readonly Sample[]): void {
    this.#arrivals.add(samples)
  }

  /** The next hour was forecast. */
  onForecast(forecast: Forecast): void {
    this.#forecast = forecast
  }

  /** The plant as it is now. */
  observe(): PlantSnapshot {
    const { clock, source, settings } = this.#context
    const { latest, ranges, connection } = this.#inputs
    const now = clock.now()
    this.#arrivals.resetAfterPause(now)
    for (const tag of this.#context.tags()) this.#tags.set(tag.id, tag)
    const noForecastReason = this.#compareLoad()
    return {
      now,
      source: source.kind,
      staleAfterMs: source.staleAfterMs,
      connection: connection(),
      tags: this.#tags,
      latest,
      ranges: ranges(),
      arrivedAt: (tag) => this.#arrivals.at(tag),
      observedSince: this.#arrivals.since,
      anyArrivedAt: this.#arrivals.newestAt,
      rules: rulesInForce(settings()),
      running: this.#demand.runningDemand(),
      standing: this.#demand.standing(),
      usualPeaks: this.#usualPeaks,
      loadAnomaly: this.#anomalyWindow.latest(),
      noForecastReason,
      disk: this.#diskSpace.latest(),
      timeOfDay: this.#timeOfDay,
    }
  }

  close(): void {
    this.#cancel()
    this.#diskSpace.close()
  }

  #readUsualPeaks(): void {
    const { plantTime, settings, onFailure } = this.#context
    const month = monthAt(plantTime(), settings().site.zone)
    // The tariff itself may go back to none of them.
    Promise.all(MONTHS_BACK.map((back) => this.#demand.peaks(shiftMonth(month, -back)))).then(
      (months) => {
        this.#usualPeaks = computeUsualPeaks(months.map(({ peaks }) => peaks))
      },
      (error: unknown) => {
        this.#usualPeaks = {}
        // Without a tariff there are none.
        if (!(error instanceof EngineError)) onFailure('Reading earlier months’ peaks', error)
      },
    )
  }

  /** Compares the newest load with its forecast; answers why that can't be done, in a sentence. */
  #compareLoad(): string | null {
    const forecast = this.#forecast
    if (forecast === null) return null
    if (forecast.method === 'naive') {
      this.#anomalyWindow.clear()
      return 'Not judged while a naive forecast stands in for the model.'
    }
    const load = this.#inputs.latest.get(ROLE_TAGS.load.id)
    if (load === undefined || load.quality === 'bad' || this.#arrivals.at(ROLE_TAGS.load.id) === null) return null
    const plannedKw = plannedKwAt(this.#context.settings(), load.at, forecast.windowEnd)
    this.#anomalyWindow.add(load.at, load.value, forecast, plannedKw)
    return null
  }
}

/** When samples were received, by the engine's clock, while the plant was observed without a pause. */
class Arrivals {
  readonly #clock: Clock
  readonly #byTag = new Map<string, number>()
  #since: number
  #newestAt: number
  #checkedAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.now()
    this.#newestAt = this.#since
    this.#checkedAt = this.#since
  }

  /** When the observation began, epoch ms: what came before is unknown. */
  get since(): number {
    return this.#since
  }

  /** When the last sample of any tag was received, or when the observation began. */
  get newestAt(): number {
    return this.#newestAt
  }

  /** When the last sample of a tag was received; null where none has. */
  at(tag: string): number | null {
    return this.#byTag.get(tag) ?? null
  }

  add(samples: readonly Sample[]): void {
    const now = this.#clock.now()
    for (const { tag } of samples) this.#byTag.set(tag, now)
    if (samples.length > 0) this.#newestAt = now
  }

  /** Begins anew where the machine slept, or its clock was set back, since this was last called. */
  resetAfterPause(now: number): void {
    if (now - this.#checkedAt > MAX_EVALUATION_GAP || now < this.#checkedAt) {
      this.#since = now
      this.#newestAt = now
      this.#byTag.clear()
    }
    this.#checkedAt = now
  }
}

/** Each kind's rule: the operator's, or as to begin with. */
function rulesInForce({ alarms }: Settings): Readonly<Record<AlarmKind, AlarmRule>> {
  return Object.fromEntries(ALARM_KINDS.map((kind) => [kind, alarms[kind] ?? DEFAULT_ALARM_RULES[kind]])) as Record<
    AlarmKind,
    AlarmRule
  >
}

/**
 * What the operator has planned at a time of the plant, in kW, beyond what the window of a forecast that ends at
 * `windowEnd` shows.
 */
function plannedKwAt({ planned }: Settings, at: number, windowEnd: number): number {
  let sum = 0
  for (const { from, to, kw } of filterUpcomingChanges(planned, windowEnd)) if (from <= at && at < to) sum += kw
  return sum
}

/** The site's time of the day, in a zone that the settings may change. */
function createTimeOfDay(zone: () => string): (at: number) => string {
  let made = { zone: '', format: new Intl.DateTimeFormat('en-GB') }
  return (at) => {
    if (made.zone !== zone()) {
      const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone(), hour: '2-digit', minute: '2-digit' })
      made = { zone: zone(), format }
    }
    return made.format.format(at)
  }
}
