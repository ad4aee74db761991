import type { EngineEvent } from '../../contract/api.ts'
import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import type { Range, Settings } from '../../contract/settings.ts'
import type { Forecast, Horizon } from '../../domain/forecast/forecast.ts'
import type { GridOutlook } from '../../domain/solar/grid-dependency.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/time/time.ts'
import type { FreeSpace } from '../alarms/disk-space.ts'
import type { HorizonRunner } from '../forecast/forecast-schedule.ts'
import { createPlantTime } from '../ingest/plant-time.ts'
import { createReception, type Trouble } from '../ingest/receive.ts'
import { createIntake, type Intake, RECENT } from '../ingest/write-queue.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { Source } from '../sources/source.ts'
import type { StorePort } from '../store/store-port.ts'
import { readOutlook } from './grid-dependency.ts'
import { readRanges } from './normal-ranges.ts'
import { openSessionForecasts } from './session-forecasts.ts'
import { openSessionWatch, type SessionWatch } from './session-monitors.ts'

const OUTLOOK_EVERY = 5 * SECOND
/** A new source's past is laid down within the first minute: its ranges are looked at sooner then. */
const RANGES_AFTER = [5 * SECOND, 20 * SECOND, MINUTE]
const RANGES_EVERY = HOUR
/** How far back it is looked whether a source's past is kept, and the coverage that counts as whole. */
const LATELY = 40 * DAY
const WHOLE = 0.9
/** How long the end of a source may wait for its last samples to be written, in ms. */
const GRACE = 3 * SECOND

/** What a session needs of the engine. */
export interface SessionParts {
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
  readonly intake: Intake
  readonly forecasts: Readonly<Record<Horizon, HorizonRunner>>
  readonly watch: SessionWatch
  tags(): readonly Tag[]
  ranges(): Readonly<Record<string, Range>>
  connection(): Connection
  outlook(): GridOutlook | null
  skill(): Skill
  plantTime(): number
  /** By how much the plant's clock is off, in ms; null where it isn't, or the source isn't a plant. */
  clockOffsetMs(): number | null
  trouble(): Trouble
  /** Applies settings that need no other session. */
  settingsChanged(): Promise<void>
  /** Forecasts anew, and looks anew at what came true: another model has been taken. */
  meetModels(): void
  close(): Promise<void>
}

/** Opens a session on `source` and starts it. `onChange` hears when its tags or ranges have changed. */
export async function openSession(source: Source, parts: SessionParts, onChange: () => void): Promise<Session> {
  const { store, clock, settings, publish, onFailure } = parts
  const kept = await readKept(store, source.id)
  const plantTime = createPlantTime(source.kind === 'replay' ? kept.newestAt : null)
  const plantNow = () => plantTime.at(clock.now())
  const intake = createIntake({
    store,
    source: source.id,
    clock,
    // A recording goes on after its newest sample: none may be kept before those in front of it.
    inOrder: source.kind === 'replay',
    known: kept.recent,
    onFailure: (error) => onFailure('Keeping samples', error),
  })
  const onSamples: SessionWatch['take'] = (samples, past) => watch.take(samples, past)
  const reception = createReception({ clock, intake, plantTime, publish, onSamples, onTags: onChange }, kept.tags)
  let ranges: Readonly<Record<string, Range>> = {}
  const watch = await openSessionWatch({
    ...parts,
    source,
    tags: reception.tags,
    latest: intake.latest,
    ranges: () => ranges,
    connection: reception.connection,
    plantTime: plantNow,
    settled: intake.settled,
  })

  const refreshRanges = async () => {
    const before = JSON.stringify(ranges)
    ranges = await readRanges(store, source.id, reception.tags(), plantNow(), settings())
    if (JSON.stringify(ranges) !== before) onChange()
  }
  let outlook: GridOutlook | null = null
  const refreshOutlook = async () => {
    const { site } = settings()
    await intake.settled()
    const before = outlook
    outlook = await readOutlook(store, source.id, reception.tags(), plantNow(), site, runners.nextHour.latest())
    if (outlook !== null || before !== null) publish({ kind: 'outlook', outlook })
  }
  const inBackground = (doing: string, run: () => Promise<void>) => () => {
    run().catch((error: unknown) => onFailure(doing, error))
  }
  const outlookInBackground = inBackground('The outlook on the grid', refreshOutlook)

  const { runners, ...foresight } = await openSessionForecasts(
    {
      ...parts,
      source,
      zone: () => settings().site.zone,
      plantTime: plantNow,
      settled: intake.settled,
      onForecast(forecast) {
        if (forecast.horizon === 'nextHour') outlookInBackground()
        watch.foresee(forecast)
      },
    },
    newestOf(kept.forecasts, plantNow()),
  )
  const rangesInBackground = inBackground('Normal ranges', refreshRanges)
  const cancels = [
    every(clock, OUTLOOK_EVERY, outlookInBackground),
    every(clock, RANGES_EVERY, rangesInBackground),
    ...RANGES_AFTER.map((ms) => clock.after(ms, rangesInBackground)),
  ]
  await refreshRanges()
  source.start(reception.sink, { newestAt: kept.newestAt, quarterHours: kept.quarterHours })

  return {
    source,
    intake,
    forecasts: runners,
    watch,
    tags: reception.tags,
    ranges: () => ranges,
    connection: reception.connection,
    outlook: () => outlook,
    skill: foresight.skill,
    plantTime: plantNow,
    clockOffsetMs: () => (source.kind === 'plant' ? plantTime.offsetMs() : null),
    trouble: reception.trouble,
    settingsChanged() {
      watch.settingsChanged()
      return refreshRanges()
    },
    meetModels: foresight.meetModels,
    async close() {
      for (const cancel of cancels) cancel()
      await foresight.close()
      await watch.close()
      await source.stop()
      reception.close()
      await intake.close(GRACE)
    },
  }
}

/** Of forecasts that were kept, the newest of each horizon that is not out of date. */
function newestOf(kept: Readonly<Record<Horizon, readonly Forecast[]>>, now: number) {
  const newest = (horizon: Horizon) => kept[horizon].findLast(({ windowEnd }) => windowEnd > now - HOUR) ?? null
  return { nextHour: newest('nextHour'), nextDay: newest('nextDay') }
}

/** What the store has of a source from earlier. */
async function readKept(store: StorePort, source: string) {
  const newestAt = await store.newestAt(source)
  const around = { start: (newestAt ?? 0) - HOUR, end: (newestAt ?? 0) + DAY }
  const lately = { start: (newestAt ?? 0) - LATELY, end: (newestAt ?? 0) + HOUR }
  const [tags, recent, nextHour, nextDay, load] = await Promise.all([
    store.tags(source),
    store.recent(source, RECENT),
    store.forecasts(source, 'nextHour', around),
    store.forecasts(source, 'nextDay', around),
    store.quarterHours(source, ROLE_TAGS.load.id, lately),
  ])
  const quarterHours = new Set(load.filter(({ coverage }) => coverage >= WHOLE).map(({ at }) => at))
  return { newestAt, tags, recent, forecasts: { nextHour, nextDay }, quarterHours }
}
