import type { EngineEvent } from '../contract/api.ts'
import type { Range, Settings } from '../contract/settings.ts'
import type { EngineStatus } from '../contract/values.ts'
import type { Connection } from '../domain/connection.ts'
import type { Forecast } from '../domain/forecast.ts'
import type { GridOutlook } from '../domain/grid.ts'
import type { Sample } from '../domain/sample.ts'
import type { Tag } from '../domain/tag.ts'
import { DAY, HOUR, SECOND, WEEK } from '../domain/time.ts'
import { type Clock, every } from './clock.ts'
import type { ForecasterPort } from './forecast/forecaster-port.ts'
import { createIntake, type Intake, RECENT } from './intake.ts'
import { createNextHour, type NextHour } from './next-hour.ts'
import { readOutlook } from './outlook.ts'
import { createPlantTime } from './plant-time.ts'
import { usualRange } from './ranges.ts'
import { createSampleRelay } from './sample-relay.ts'
import { withBalance } from './sources/derive.ts'
import type { Source, SourceSink } from './sources/source.ts'
import type { StorePort } from './store/store-port.ts'

const OUTLOOK_EVERY = 5 * SECOND
const RANGES_EVERY = HOUR
/** How long the end of a source may wait for its last samples to be written, in ms. */
const GRACE = 3 * SECOND

/** What a session needs of the engine. */
export interface SessionParts {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly clock: Clock
  readonly settings: () => Settings
  readonly publish: (event: EngineEvent) => void
  readonly onFailure: (doing: string, error: unknown) => void
}

/** All that lives as long as one source: what it sent last, where its connection stands, what is forecast from it. */
export interface Session {
  readonly source: Source
  readonly intake: Intake
  readonly nextHour: NextHour
  tags(): readonly Tag[]
  ranges(): Readonly<Record<string, Range>>
  connection(): Connection
  outlook(): GridOutlook | null
  plantTime(): number
  clockOffsetMs(): number | null
  unreadable(): Pick<EngineStatus['ingest'], 'unreadable' | 'missedMessages' | 'lastUnreadable'>
  /** Works out the ranges anew, from settings or from the last week. */
  refreshRanges(): Promise<void>
  close(): Promise<void>
}

/** Opens a session on `source` and starts it. `onTags` hears when its tags have changed. */
export async function openSession(source: Source, parts: SessionParts, onTags: () => void): Promise<Session> {
  const { store, clock } = parts
  const kept = await readKept(store, source)
  const plantTime = createPlantTime(source.kind === 'replay' ? kept.newestAt : null)
  const plantNow = () => plantTime.at(clock.now())
  const state = {
    tags: kept.tags,
    connection: { kind: 'idle' } as Connection,
    outlook: null as GridOutlook | null,
    ranges: {} as Record<string, Range>,
  }
  const trouble = { unreadable: 0, missedMessages: 0, lastUnreadable: null as EngineStatus['ingest']['lastUnreadable'] }
  const intake = createIntake(store, source.id, clock, kept.recent, (error) =>
    parts.onFailure('Keeping samples', error),
  )
  const relay = createSampleRelay(clock, (samples, receivedAt) =>
    parts.publish({ kind: 'samples', receivedAt, plantTime: plantNow(), samples }),
  )

  const refreshRanges = async () => {
    state.ranges = await readRanges(store, source.id, state.tags, plantNow(), parts.settings())
  }
  const refreshOutlook = async () => {
    const { site } = parts.settings()
    const outlook = await readOutlook(store, source.id, state.tags, plantNow(), site, nextHour.latest())
    state.outlook = outlook
    if (outlook !== null) parts.publish({ kind: 'outlook', outlook })
  }
  const inBackground = (doing: string, run: () => Promise<void>) => () => {
    run().catch((error: unknown) => parts.onFailure(doing, error))
  }

  const nextHour = createNextHour(
    {
      store,
      forecaster: parts.forecaster,
      source: source.id,
      zone: () => parts.settings().site.zone,
      plantTime: plantNow,
      settled: intake.settled,
      clock,
      onForecast: (forecast) => {
        parts.publish({ kind: 'forecast', forecast })
        inBackground('The outlook on the grid', refreshOutlook)()
      },
      onFailure: (error) => parts.onFailure('The forecast', error),
    },
    kept.forecast !== null && kept.forecast.windowEnd > plantNow() - HOUR ? kept.forecast : null,
  )
  const sink: SourceSink = withBalance({
    tags(tags) {
      state.tags = tags
      intake.tags(tags)
      onTags()
    },
    samples(samples, past) {
      intake.take(samples, past)
      if (past) return
      const receivedAt = clock.now()
      for (const sample of samples) plantTime.observe(sample.at, receivedAt)
      relay.take(samples, receivedAt)
    },
    connection(connection) {
      state.connection = connection
      parts.publish({ kind: 'connection', connection })
    },
    unreadable(reason, excerpt) {
      trouble.unreadable += 1
      trouble.lastUnreadable = { at: clock.now(), reason, excerpt }
    },
    missed(count) {
      trouble.missedMessages += count
    },
  })
  const cancels = [
    every(clock, OUTLOOK_EVERY, inBackground('The outlook on the grid', refreshOutlook)),
    every(clock, RANGES_EVERY, inBackground('Normal ranges', refreshRanges)),
  ]
  await refreshRanges()
  source.start(sink, kept.newestAt)

  return {
    source,
    intake,
    nextHour,
    tags: () => state.tags,
    ranges: () => state.ranges,
    connection: () => state.connection,
    outlook: () => state.outlook,
    plantTime: plantNow,
    clockOffsetMs: () => (source.kind === 'plant' ? plantTime.offsetMs() : null),
    unreadable: () => ({ ...trouble }),
    refreshRanges,
    async close() {
      for (const cancel of cancels) cancel()
      nextHour.close()
      await source.stop()
      relay.close()
      await intake.close(GRACE)
    },
  }
}

async function readKept(store: StorePort, source: Source) {
  const [newestAt, tags, recent] = await Promise.all([
    store.newestAt(source.id),
    store.tags(source.id),
    store.recent(source.id, RECENT),
  ])
  const since = newestAt ?? 0
  const forecasts = await store.forecasts(source.id, { start: since - HOUR, end: since + DAY })
  const forecast: Forecast | null = forecasts.at(-1) ?? null
  return { newestAt, tags, recent: recent as Readonly<Record<string, readonly Sample[]>>, forecast }
}

async function readRanges(store: StorePort, source: string, tags: readonly Tag[], now: number, settings: Settings) {
  const ranges: Record<string, Range> = {}
  for (const tag of tags) {
    const week = await store.distribution(source, tag.id, { start: now - WEEK, end: now })
    const range = settings.ranges[tag.id] ?? usualRange(tag, week, settings.site.pvPeakKw)
    if (range !== null) ranges[tag.id] = range
  }
  return ranges
}
