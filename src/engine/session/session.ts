import type { Skill } from '../../contract/schemas/models.ts'
import type { Settings } from '../../contract/settings.ts'
import type { Forecast, Horizon } from '../../domain/forecast/forecast.ts'
import type { GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, SECOND } from '../../domain/time/time.ts'
import { readFreeSpace } from '../alarms/disk-space.ts'
import type { EngineContext } from '../context/engine-context.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { ForecastSchedule } from '../forecast/forecast-schedule.ts'
import { createPlantTime } from '../ingest/plant-time.ts'
import { createReceiver, type ReceiveProblems, type Receiver } from '../ingest/receive.ts'
import { createWriteQueue, MAX_RECENT_SAMPLES, type WriteQueue } from '../ingest/write-queue.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { type GridDependencyMonitor, openGridDependencyMonitor } from './grid-dependency.ts'
import { createNormalRanges, type TagRanges } from './normal-ranges.ts'
import { openSessionForecasts } from './session-forecasts.ts'
import { openSessionMonitors, type SessionMonitors } from './session-monitors.ts'

/** How far back a source's stored past is read, in ms, and the coverage of a quarter-hour that counts as whole. */
const STORED_PAST_SPAN = 40 * DAY
const WHOLE_COVERAGE = 0.9
/** How long the end of a source may wait for its last samples to be written, in ms. */
const CLOSE_GRACE = 3 * SECOND

/** All that lasts as long as one source: what it sent last, the state of its connection, what is forecast from it. */
export interface Session {
  /** Its tags or ranges have changed. */
  readonly changed: Subscribable<void>
  readonly source: Source
  readonly writeQueue: WriteQueue
  readonly forecasts: Readonly<Record<Horizon, ForecastSchedule>>
  readonly monitors: SessionMonitors
  tags(): readonly Tag[]
  ranges(): TagRanges
  connection(): Connection
  gridDependency(): GridDependency | null
  skill(): Skill
  plantTime(): number
  /** The error of the plant's clock, in ms; null where it has none, or the source isn't a plant. */
  clockOffsetMs(): number | null
  receiveProblems(): ReceiveProblems
  /** Starts the source. */
  start(): Promise<void>
  /** Applies settings that need no other session. */
  onSettingsChanged(): Promise<void>
  /** Another model is in use: forecasts and scores are made anew. */
  onModelChanged(): void
  close(): Promise<void>
}

/** What the store has of a source from earlier. */
interface StoredPast {
  /** Time of the newest sample, epoch ms; null where there is none. */
  readonly newestAt: number | null
  readonly tags: Awaited<ReturnType<StorePort['tags']>>
  /** The newest samples of each tag. */
  readonly recentSamples: Awaited<ReturnType<StorePort['recent']>>
  /** The stored forecasts around the newest sample, oldest first. */
  readonly forecasts: Readonly<Record<Horizon, readonly Forecast[]>>
  /** Starts of the quarter-hours of the load that are known as a whole, epoch ms. */
  readonly quarterHours: ReadonlySet<number>
}

/** Opens a session on `source`: its parts run by `settings`, and wait for samples. */
export async function openSession(source: Source, engine: EngineContext, settings: () => Settings): Promise<Session> {
  const stored = await readStoredPast(engine.store, source.id)
  const { plantTime, writeQueue, receiver } = createIngest(source, engine, stored)
  const context: PlantContext = {
    ...engine,
    source,
    settings,
    tags: receiver.tags,
    plantTime: () => plantTime.at(engine.clock.now()),
    flushSamples: () => writeQueue.flush(),
    isPastStored: receiver.isPastStored,
  }
  const normalRanges = createNormalRanges(context)
  const monitors = await openSessionMonitors(context, {
    latest: writeQueue.latest,
    ranges: normalRanges.ranges,
    connection: receiver.connection,
    freeSpace: () => readFreeSpace(engine.dataDir),
  })
  const forecasts = await openSessionForecasts(context, findFreshForecasts(stored.forecasts, context.plantTime()))
  const { nextHour } = forecasts.schedules
  const gridDependency = openGridDependencyMonitor(context, () => nextHour.latest())

  connectSamples(receiver, monitors)
  connectForecasts(forecasts.schedules, gridDependency, monitors)
  const changed = createEmitter<void>()
  receiver.tagsChanged.subscribe(changed.emit)
  normalRanges.changed.subscribe(changed.emit)

  return {
    changed,
    source,
    writeQueue,
    forecasts: forecasts.schedules,
    monitors,
    tags: receiver.tags,
    ranges: normalRanges.ranges,
    connection: receiver.connection,
    gridDependency: gridDependency.latest,
    skill: forecasts.skill,
    plantTime: context.plantTime,
    clockOffsetMs: () => (source.kind === 'plant' ? plantTime.offsetMs() : null),
    receiveProblems: receiver.problems,
    async start() {
      await normalRanges.start()
      source.start(receiver.sink, { newestAt: stored.newestAt, quarterHours: stored.quarterHours })
    },
    onSettingsChanged() {
      monitors.onSettingsChanged()
      return normalRanges.refresh()
    },
    onModelChanged: forecasts.onModelChanged,
    async close() {
      gridDependency.close()
      normalRanges.close()
      await forecasts.close()
      await monitors.close()
      await source.stop()
      receiver.close()
      await writeQueue.close(CLOSE_GRACE)
    },
  }
}

/**
 * Makes what handles the source's samples: the receiver, and the plant's time and write queue that it passes them to.
 */
function createIngest(
  source: Source,
  { store, clock, publish, onFailure }: EngineContext,
  { newestAt, recentSamples, tags }: StoredPast,
) {
  const isRecording = source.kind === 'replay'
  const plantTime = createPlantTime(isRecording ? newestAt : null)
  const writeQueue = createWriteQueue({
    store,
    source: source.id,
    clock,
    // A recording goes on after its newest sample: none may be stored before those in front of it.
    inOrder: isRecording,
    recentSamples,
    onFailure: (error) => onFailure('Keeping samples', error),
  })
  return { plantTime, writeQueue, receiver: createReceiver({ clock, writeQueue, plantTime, publish }, tags) }
}

function connectSamples({ liveSamples, pastSamples }: Receiver, { demand, alarms }: SessionMonitors): void {
  liveSamples.subscribe((samples) => demand.onSamples(samples))
  liveSamples.subscribe((samples) => alarms.onSamples(samples))
  pastSamples.subscribe((samples) => demand.onPastSamples(samples))
}

function connectForecasts(
  { nextHour, nextDay }: Session['forecasts'],
  gridDependency: GridDependencyMonitor,
  { peakAlerts, alarms }: SessionMonitors,
): void {
  nextHour.forecastMade.subscribe(() => gridDependency.onForecast())
  nextHour.forecastMade.subscribe((forecast) => alarms.onForecast(forecast))
  nextDay.forecastMade.subscribe((forecast) => peakAlerts.onForecast(forecast))
}

/** The newest stored forecast of each horizon; null where it is more than an hour old or there is none. */
function findFreshForecasts(stored: Readonly<Record<Horizon, readonly Forecast[]>>, now: number) {
  const newest = (horizon: Horizon) => stored[horizon].findLast(({ windowEnd }) => windowEnd > now - HOUR) ?? null
  return { nextHour: newest('nextHour'), nextDay: newest('nextDay') }
}

async function readStoredPast(store: StorePort, source: string): Promise<StoredPast> {
  const newestAt = await store.newestAt(source)
  const around = { start: (newestAt ?? 0) - HOUR, end: (newestAt ?? 0) + DAY }
  const past = { start: (newestAt ?? 0) - STORED_PAST_SPAN, end: (newestAt ?? 0) + HOUR }
  const [tags, recentSamples, nextHour, nextDay, load] = await Promise.all([
    store.tags(source),
    store.recent(source, MAX_RECENT_SAMPLES),
    store.forecasts(source, 'nextHour', around),
    store.forecasts(source, 'nextDay', around),
    store.quarterHours(source, ROLE_TAGS.load.id, past),
  ])
  const quarterHours = new Set(load.filter(({ coverage }) => coverage >= WHOLE_COVERAGE).map(({ at }) => at))
  return { newestAt, tags, recentSamples, forecasts: { nextHour, nextDay }, quarterHours }
}
