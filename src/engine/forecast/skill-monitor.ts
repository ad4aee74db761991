import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import { type Forecast, type ForecastWindow, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { floorTo, MINUTE, QUARTER_HOUR, SECOND, WEEK } from '../../domain/time/time.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { Source } from '../sources/source.ts'
import { ENOUGH_COVERAGE } from '../store/records/load-row.ts'
import type { StorePort } from '../store/store-port.ts'
import type { LastWeekInputs } from './drift.ts'
import { createHindcast } from './hindcast.ts'
import { HorizonSkillMonitor } from './horizon-skill-monitor.ts'

/** A plant that plays its time fast has quarter-hours faster than they are worth looking at. */
const LEAST_PAUSE = 5 * SECOND
/** A new source's past is laid down within its first minutes: it is looked for sooner then. */
const UPDATES_AFTER_START = [5 * SECOND, 20 * SECOND, MINUTE, 3 * MINUTE]

/** What live truth needs of the engine. */
export interface SkillMonitorContext {
  readonly store: Pick<
    StorePort,
    | 'quarterHours'
    | 'keepForecasts'
    | 'forecastWindows'
    | 'fallbackSince'
    | 'takeChanged'
    | 'scoreTargets'
    | 'skillSums'
    | 'bandCalibration'
  >
  readonly forecaster: Pick<ForecasterPort, 'forecastMany'>
  readonly source: Pick<Source, 'id' | 'kind'>
  readonly zone: () => string
  readonly plantTime: () => number
  /** Resolves when all samples that were received are in the store. */
  readonly flushSamples: () => Promise<void>
  readonly clock: Clock
  /** The model in use; null where there is none. */
  readonly model: (horizon: Horizon) => ModelEntry | null
  readonly onSkill: (skill: Skill) => void
  readonly onFailure: (error: unknown) => void
}

/**
 * Holds forecasts against what came, at each quarter-hour: their rolling figures, whether a naive forecast stands in,
 * how bands are stretched, and whether the plant has drifted from what the model was trained on. All of it speaks of
 * the model in use. When another is taken, it is asked in hindsight about the last month, as far as it was not trained
 * on it, and what came is scored anew; the forecasts that the other one made stay, as what was shown.
 */
export interface SkillMonitor {
  skill(): Skill
  /** A forecast as it is shown, by what is known now. */
  toPublished(made: Forecast, window: ForecastWindow): Forecast
  /** Looks anew within a second: another model has been taken. */
  onModelChanged(): void
  /** Ends it, and waits for what is under way. */
  close(): Promise<void>
}

/** Reads the figures that are kept, and starts. */
export async function openSkillMonitor(parts: SkillMonitorContext): Promise<SkillMonitor> {
  const { store, source, clock } = parts
  const loadTag = ROLE_TAGS.load.id
  const hindcast = createHindcast({ ...parts, loadTag })
  const createHorizonMonitor = (horizon: Horizon) =>
    new HorizonSkillMonitor({ ...parts, source: source.id, loadTag, hindcast }, horizon)
  const horizonMonitors: Readonly<Record<Horizon, HorizonSkillMonitor>> = {
    nextHour: createHorizonMonitor('nextHour'),
    nextDay: createHorizonMonitor('nextDay'),
  }
  const bothMonitors = HORIZONS.map((horizon) => horizonMonitors[horizon])
  const currentQuarterHour = () => floorTo(parts.plantTime(), QUARTER_HOUR)

  let skill: Skill | null = null
  async function readSkill(now: number): Promise<Skill> {
    const week = await readLastWeek(parts, now)
    await Promise.all(bothMonitors.map((monitor) => monitor.readSkill(now, week)))
    const { nextHour, nextDay } = horizonMonitors
    if (nextHour.skill === null || nextDay.skill === null) throw new Error('The figures were read')
    skill = { nextHour: nextHour.skill, nextDay: nextDay.skill }
    return skill
  }

  let generation = 0
  let closed = false
  async function update(): Promise<void> {
    const ownGeneration = generation
    const stopped = () => closed || ownGeneration !== generation
    await parts.flushSamples()
    const now = currentQuarterHour()
    const changed = await store.takeChanged(source.id, loadTag, 'live truth')
    if (changed !== null) for (const each of [hindcast, ...bothMonitors]) each.invalidateFrom(changed)
    for (const monitor of bothMonitors) await monitor.score(now, stopped)
    if (!stopped()) parts.onSkill(await readSkill(now))
    for (const monitor of bothMonitors) {
      if (stopped() || !(await monitor.fillHindcast(now, stopped))) continue
      await monitor.score(now, stopped)
      if (!stopped()) parts.onSkill(await readSkill(now))
    }
  }

  let running: Promise<void> | null = null
  let updatedAt = Number.NEGATIVE_INFINITY
  let updatedTo = Number.NaN
  let plannedUpdates = UPDATES_AFTER_START.map((ms) => clock.now() + ms)
  const isDue = () => {
    if (plannedUpdates.some((at) => at <= clock.now())) return true
    return currentQuarterHour() !== updatedTo && clock.now() - updatedAt >= LEAST_PAUSE
  }
  const cancel = every(clock, SECOND, () => {
    if (running !== null || !isDue()) return
    plannedUpdates = plannedUpdates.filter((at) => at > clock.now())
    updatedAt = clock.now()
    updatedTo = currentQuarterHour()
    running = update()
      .catch(parts.onFailure)
      .finally(() => {
        running = null
      })
  })

  await Promise.all(bothMonitors.map((monitor) => monitor.resume()))
  const first = await readSkill(currentQuarterHour())
  return {
    skill: () => skill ?? first,
    toPublished: (made, window) => horizonMonitors[made.horizon].toPublished(made, window),
    onModelChanged() {
      generation += 1
      plannedUpdates = [...plannedUpdates, clock.now()]
    },
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}

/** The load and the temperature of the last seven days, as far as they are known. */
async function readLastWeek({ store, source }: SkillMonitorContext, now: number): Promise<LastWeekInputs> {
  const span = { start: now - WEEK, end: now }
  const meansOf = async (tag: string) =>
    (await store.quarterHours(source.id, tag, span))
      .filter(({ coverage }) => coverage >= ENOUGH_COVERAGE)
      .map(({ mean }) => mean)
  const [loadKw, temperatureC] = await Promise.all([meansOf(ROLE_TAGS.load.id), meansOf(ROLE_TAGS.temperature.id)])
  return { loadKw, temperatureC }
}
