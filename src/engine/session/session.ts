import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import type { Settings, TagRange } from '../../contract/settings.ts'
import type { Forecast, Horizon } from '../../domain/forecast/forecast.ts'
import type { GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/time/time.ts'
import type { FreeSpace } from '../alarms/disk-space.ts'
import type { ForecastSchedule } from '../forecast/forecast-schedule.ts'
import { createPlantTime } from '../ingest/plant-time.ts'
import { createReceiver, type ReceiveProblems } from '../ingest/receive.ts'
import { createWriteQueue, RECENT, type WriteQueue } from '../ingest/write-queue.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { readGridOutlook } from './grid-dependency.ts'
import { readNormalRanges } from './normal-ranges.ts'
import { openSessionForecasts } from './session-forecasts.ts'
import { openSessionMonitors, type SessionMonitors } from './session-monitors.ts'

const GRID_OUTLOOK_EVERY = 5 * SECOND
/** A new source's past is laid down within the first minute: its ranges are looked at sooner then. */
const RANGES_AFTER = [5 * SECOND, 20 * SECOND, MINUTE]
const RANGES_EVERY = HOUR
/** How far back it is looked whether a source's past is kept, and the coverage that counts as whole. */
const PAST_LOOKED_AT = 40 * DAY
const WHOLE_COVERAGE = 0.9
/** How long the end of a source may wait for its last samples to be written, in ms. */
const CLOSE_GRACE = 3 * SECOND

/** What a session needs of the engine. */
export interface SessionContext {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly clock: Clock
  readonly settings: () => Settings
  /** The model in use; null where there is none. */
  readonly model: (horizon: Horizon) => ModelEntry | null
  readonly publish: (event: EngineEvent) => void
  /** What is left of the disk with the data. */
  readonly freeSpace: () => Promise<FreeSpace>
  readonly onFailure: (doing: string, error: unknown) => void
}

/** All that lives as long as one source: what it sent last, where its connection stands, what is forecast from it. */
export interface Session {
  readonly source: Source
  readonly writeQueue: WriteQueue
  readonly forecasts: Readonly<Record<Horizon, ForecastSchedule>>
  readonly monitors: SessionMonitors
  tags(): readonly Tag[]
  ranges(): Readonly<Record<string, TagRange>>
  connection(): Connection
  gridOutlook(): GridDependency | null
  skill(): Skill
  plantTime(): number
  /** By how much the plant's clock is off, in ms; null where it isn't, or the source isn't a plant. */
  clockOffsetMs(): number | null
  receiveProblems(): ReceiveProblems
  /** Applies settings that need no other session. */
  onSettingsChanged(): Promise<void>
  /** Forecasts anew, and looks anew at what came true: another model has been taken. */
  onModelChanged(): void
  close(): Promise<void>
}

/** Opens a session on `source` and starts it. `onChange` hears when its tags or ranges have changed. */
export async function openSession(source: Source, parts: SessionContext, onChange: () => void): Promise<Session> {
  const { store, clock, settings, publish, onFailure } = parts
  const kept = await readStoredPast(store, source.id)
  const plantTime = createPlantTime(source.kind === 'replay' ? kept.newestAt : null)
  const plantNow = () => plantTime.at(clock.now())
  const writeQueue = createWriteQueue({
    store,
    source: source.id,
    clock,
    // A recording goes on after its newest sample: none may be kept before those in front of it.
    inOrder: source.kind === 'replay',
    recentSamples: kept.recent,
    onFailure: (error) => onFailure('Keeping samples', error),
  })
  const onSamples: SessionMonitors['onSamples'] = (samples, past) => monitors.onSamples(samples, past)
  const receiver = createReceiver(
    { clock, writeQueue, plantTime, publish, onSamples, onTagsChanged: onChange },
    kept.tags,
  )
  let ranges: Readonly<Record<string, TagRange>> = {}
  const monitors = await openSessionMonitors({
    ...parts,
    source,
    tags: receiver.tags,
    latest: writeQueue.latest,
    ranges: () => ranges,
    connection: receiver.connection,
    plantTime: plantNow,
    flushSamples: writeQueue.flush,
  })

  const refreshRanges = async () => {
    const before = JSON.stringify(ranges)
    ranges = await readNormalRanges(store, source.id, receiver.tags(), plantNow(), settings())
    if (JSON.stringify(ranges) !== before) onChange()
  }
  let gridOutlook: GridDependency | null = null
  const refreshGridOutlook = async () => {
    const { site } = settings()
    await writeQueue.flush()
    const before = gridOutlook
    gridOutlook = await readGridOutlook(
      store,
      source.id,
      receiver.tags(),
      plantNow(),
      site,
      schedules.nextHour.latest(),
    )
    if (gridOutlook !== null || before !== null) publish({ kind: 'outlook', outlook: gridOutlook })
  }
  const inBackground = (doing: string, run: () => Promise<void>) => () => {
    run().catch((error: unknown) => onFailure(doing, error))
  }
  const gridOutlookInBackground = inBackground('The outlook on the grid', refreshGridOutlook)

  const { schedules, ...sessionForecasts } = await openSessionForecasts(
    {
      ...parts,
      source,
      zone: () => settings().site.zone,
      plantTime: plantNow,
      flushSamples: writeQueue.flush,
      onForecast(forecast) {
        if (forecast.horizon === 'nextHour') gridOutlookInBackground()
        monitors.onForecast(forecast)
      },
    },
    findFreshForecasts(kept.forecasts, plantNow()),
  )
  const rangesInBackground = inBackground('Normal ranges', refreshRanges)
  const cancels = [
    every(clock, GRID_OUTLOOK_EVERY, gridOutlookInBackground),
    every(clock, RANGES_EVERY, rangesInBackground),
    ...RANGES_AFTER.map((ms) => clock.after(ms, rangesInBackground)),
  ]
  await refreshRanges()
  source.start(receiver.sink, { newestAt: kept.newestAt, quarterHours: kept.quarterHours })

  return {
    source,
    writeQueue,
    forecasts: schedules,
    monitors,
    tags: receiver.tags,
    ranges: () => ranges,
    connection: receiver.connection,
    gridOutlook: () => gridOutlook,
    skill: sessionForecasts.skill,
    plantTime: plantNow,
    clockOffsetMs: () => (source.kind === 'plant' ? plantTime.offsetMs() : null),
    receiveProblems: receiver.problems,
    onSettingsChanged() {
      monitors.onSettingsChanged()
      return refreshRanges()
    },
    onModelChanged: sessionForecasts.onModelChanged,
    async close() {
      for (const cancel of cancels) cancel()
      await sessionForecasts.close()
      await monitors.close()
      await source.stop()
      receiver.close()
      await writeQueue.close(CLOSE_GRACE)
    },
  }
}

/** Of forecasts that were kept, the newest of each horizon that is not out of date. */
function findFreshForecasts(kept: Readonly<Record<Horizon, readonly Forecast[]>>, now: number) {
  const newest = (horizon: Horizon) => kept[horizon].findLast(({ windowEnd }) => windowEnd > now - HOUR) ?? null
  return { nextHour: newest('nextHour'), nextDay: newest('nextDay') }
}

/** What the store has of a source from earlier. */
async function readStoredPast(store: StorePort, source: string) {
  const newestAt = await store.newestAt(source)
  const around = { start: (newestAt ?? 0) - HOUR, end: (newestAt ?? 0) + DAY }
  const pastLookedAt = { start: (newestAt ?? 0) - PAST_LOOKED_AT, end: (newestAt ?? 0) + HOUR }
  const [tags, recent, nextHour, nextDay, load] = await Promise.all([
    store.tags(source),
    store.recent(source, RECENT),
    store.forecasts(source, 'nextHour', around),
    store.forecasts(source, 'nextDay', around),
    store.quarterHours(source, ROLE_TAGS.load.id, pastLookedAt),
  ])
  const quarterHours = new Set(load.filter(({ coverage }) => coverage >= WHOLE_COVERAGE).map(({ at }) => at))
  return { newestAt, tags, recent, forecasts: { nextHour, nextDay }, quarterHours }
}
