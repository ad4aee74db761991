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
import type { DemandMonitor } from '../demand/demand-monitor.ts'
import { type Clock, every } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { Source } from '../sources/source.ts'
import { type FreeSpace, openDiskSpaceMonitor } from './disk-space.ts'
import { createLoadAnomalyWindow } from './load-anomaly.ts'
import type { PlantSnapshot } from './plant-snapshot.ts'
import { MONTHS_BACK, type UsualPeaks, usualPeaksOf } from './usual-peaks.ts'

/** What earlier months reached changes by a past that is handed over, by late samples and by another tariff alone. */
const PEAKS_EVERY = MINUTE
/**
 * A machine that slept longer than this between two looks, in ms, heard nothing meanwhile: nobody was silent. Nor is it
 * known for how long someone was whose clock was set back.
 */
const LONGEST_PAUSE = 10 * SECOND

/** What alarms need to see of their session. */
export interface PlantObserverContext {
  readonly clock: Clock
  readonly source: Pick<Source, 'kind' | 'staleAfterMs'>
  readonly settings: () => Settings
  readonly plantTime: () => number
  readonly tags: () => readonly Tag[]
  readonly latest: ReadonlyMap<string, Latest>
  readonly ranges: () => Readonly<Record<string, TagRange>>
  readonly connection: () => Connection
  /** The newest forecast of the next hour. */
  readonly forecast: () => Forecast | null
  readonly demand: Pick<DemandMonitor, 'running' | 'standing' | 'peaks'>
  /** Of the disk with the data. @throws Error (rejects) where the system doesn't tell. */
  readonly freeSpace: () => Promise<FreeSpace>
  readonly onFailure: (doing: string, error: unknown) => void
}

/** Looks at the plant for the alarms, and remembers between two looks what they need. */
export interface PlantObserver {
  /** Samples came in. */
  onSamples(samples: readonly Sample[]): void
  /** Looks now. */
  observe(): PlantSnapshot
  close(): void
}

export function createPlantObserver(parts: PlantObserverContext): PlantObserver {
  const { clock, source, settings, latest, demand, onFailure } = parts
  const arrivals = new Map<string, number>()
  let observedSince = clock.now()
  let anyArrivedAt = observedSince
  let observedAt = observedSince
  const tags = new Map<string, Tag>()
  const anomalyWindow = createLoadAnomalyWindow()
  const timeOfDay = createTimeOfDay(() => settings().site.zone)
  const diskSpace = openDiskSpaceMonitor(clock, parts.freeSpace, (error) =>
    onFailure('Looking how full the disk is', error),
  )

  let usualPeaks: UsualPeaks = {}
  const readUsualPeaks = () => {
    const month = monthAt(parts.plantTime(), settings().site.zone)
    // The tariff itself may look back at none of them.
    Promise.all(MONTHS_BACK.map((back) => demand.peaks(shiftMonth(month, -back)))).then(
      (months) => {
        usualPeaks = usualPeaksOf(months.map(({ peaks }) => peaks))
      },
      (error: unknown) => {
        usualPeaks = {}
        // Without a tariff there are none.
        if (!(error instanceof EngineError)) onFailure('Reading earlier months’ peaks', error)
      },
    )
  }
  readUsualPeaks()
  const cancel = every(clock, PEAKS_EVERY, readUsualPeaks)

  const compareLoad = (): string | null => {
    const forecast = parts.forecast()
    if (forecast === null) return null
    if (forecast.method === 'naive') {
      anomalyWindow.clear()
      return 'Not judged while a naive forecast stands in for the model.'
    }
    const load = latest.get(ROLE_TAGS.load.id)
    if (load === undefined || load.quality === 'bad' || !arrivals.has(ROLE_TAGS.load.id)) return null
    anomalyWindow.add(load.at, load.value, forecast, plannedKwAt(settings(), load.at, forecast.windowEnd))
    return null
  }

  const resetAfterPause = (now: number) => {
    if (now - observedAt > LONGEST_PAUSE || now < observedAt) {
      observedSince = now
      anyArrivedAt = now
      arrivals.clear()
    }
    observedAt = now
  }

  return {
    onSamples(samples) {
      const now = clock.now()
      for (const { tag } of samples) arrivals.set(tag, now)
      if (samples.length > 0) anyArrivedAt = now
    },
    observe() {
      const now = clock.now()
      resetAfterPause(now)
      for (const tag of parts.tags()) tags.set(tag.id, tag)
      const noForecastReason = compareLoad()
      return {
        now,
        source: source.kind,
        staleAfterMs: source.staleAfterMs,
        connection: parts.connection(),
        tags,
        latest,
        ranges: parts.ranges(),
        arrivedAt: (tag) => arrivals.get(tag) ?? null,
        observedSince,
        anyArrivedAt,
        rules: rulesInForce(settings()),
        running: demand.running(),
        standing: demand.standing(),
        usualPeaks,
        loadAnomaly: anomalyWindow.latest(),
        noForecastReason,
        disk: diskSpace.latest(),
        timeOfDay,
      }
    },
    close() {
      cancel()
      diskSpace.close()
    },
  }
}

/** Each kind's rule: the operator's, or as to begin with. */
function rulesInForce({ alarms }: Settings): Readonly<Record<AlarmKind, AlarmRule>> {
  return Object.fromEntries(ALARM_KINDS.map((kind) => [kind, alarms[kind] ?? DEFAULT_ALARM_RULES[kind]])) as Record<
    AlarmKind,
    AlarmRule
  >
}

/** What the operator has planned at a time of the plant, in kW, beyond what a forecast that was made at `windowEnd` knows. */
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
