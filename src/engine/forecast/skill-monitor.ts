import type { ModelEntry, Skill } from '../../contract/schemas/models.ts'
import { type Forecast, type ForecastWindow, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { floorTo, MINUTE, QUARTER_HOUR, SECOND, WEEK } from '../../domain/time/time.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import { type Clock, every } from '../runtime/clock.ts'
import type { Source } from '../sources/source.ts'
import { ENOUGH_COVERAGE } from '../store/records/load-row.ts'
import type { StorePort } from '../store/store-port.ts'
import type { LastWeek } from './drift.ts'
import { createHindsight } from './hindcast.ts'
import { HorizonTruth } from './horizon-skill.ts'

/** A plant that plays its time fast has quarter-hours faster than they are worth looking at. */
const LEAST_PAUSE = 5 * SECOND
/** A new source's past is laid down within its first minutes: it is looked for sooner then. */
const LOOKS_AFTER_START = [5 * SECOND, 20 * SECOND, MINUTE, 3 * MINUTE]

/** What live truth needs of the engine. */
export interface LiveTruthParts {
  readonly store: Pick<
    StorePort,
    | 'quarterHours'
    | 'keepForecasts'
    | 'forecastWindows'
    | 'standInSince'
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
  readonly settled: () => Promise<void>
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
export interface LiveTruth {
  skill(): Skill
  /** A forecast as it is shown, by what is known now. */
  shown(made: Forecast, window: ForecastWindow): Forecast
  /** Looks anew within a second: another model has been taken. */
  lookAgain(): void
  /** Ends it, and waits for what is under way. */
  close(): Promise<void>
}

/** Reads the figures that are kept, and starts. */
export async function openLiveTruth(parts: LiveTruthParts): Promise<LiveTruth> {
  const { store, source, clock } = parts
  const loadTag = ROLE_TAGS.load.id
  const hindsight = createHindsight({ ...parts, loadTag })
  const truthOf = (horizon: Horizon) => new HorizonTruth({ ...parts, source: source.id, loadTag, hindsight }, horizon)
  const truths: Readonly<Record<Horizon, HorizonTruth>> = {
    nextHour: truthOf('nextHour'),
    nextDay: truthOf('nextDay'),
  }
  const all = HORIZONS.map((horizon) => truths[horizon])
  const quarterHour = () => floorTo(parts.plantTime(), QUARTER_HOUR)

  let skill: Skill | null = null
  async function read(now: number): Promise<Skill> {
    const week = await readLastWeek(parts, now)
    await Promise.all(all.map((truth) => truth.read(now, week)))
    const { nextHour, nextDay } = truths
    if (nextHour.skill === null || nextDay.skill === null) throw new Error('The figures were read')
    skill = { nextHour: nextHour.skill, nextDay: nextDay.skill }
    return skill
  }

  let round = 0
  let closed = false
  async function look(): Promise<void> {
    const own = round
    const stopped = () => closed || own !== round
    await parts.settled()
    const now = quarterHour()
    const changed = await store.takeChanged(source.id, loadTag, 'live truth')
    if (changed !== null) for (const each of [hindsight, ...all]) each.changedFrom(changed)
    for (const truth of all) await truth.score(now, stopped)
    if (!stopped()) parts.onSkill(await read(now))
    for (const truth of all) {
      if (stopped() || !(await truth.fill(now, stopped))) continue
      await truth.score(now, stopped)
      if (!stopped()) parts.onSkill(await read(now))
    }
  }

  let running: Promise<void> | null = null
  let lookedAt = Number.NEGATIVE_INFINITY
  let lookedTo = Number.NaN
  let looks = LOOKS_AFTER_START.map((ms) => clock.now() + ms)
  const due = () => {
    if (looks.some((at) => at <= clock.now())) return true
    return quarterHour() !== lookedTo && clock.now() - lookedAt >= LEAST_PAUSE
  }
  const cancel = every(clock, SECOND, () => {
    if (running !== null || !due()) return
    looks = looks.filter((at) => at > clock.now())
    lookedAt = clock.now()
    lookedTo = quarterHour()
    running = look()
      .catch(parts.onFailure)
      .finally(() => {
        running = null
      })
  })

  await Promise.all(all.map((truth) => truth.resume()))
  const first = await read(quarterHour())
  return {
    skill: () => skill ?? first,
    shown: (made, window) => truths[made.horizon].shown(made, window),
    lookAgain() {
      round += 1
      looks = [...looks, clock.now()]
    },
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}

/** The load and the temperature of the last seven days, as far as they are known. */
async function readLastWeek({ store, source }: LiveTruthParts, now: number): Promise<LastWeek> {
  const span = { start: now - WEEK, end: now }
  const meansOf = async (tag: string) =>
    (await store.quarterHours(source.id, tag, span))
      .filter(({ coverage }) => coverage >= ENOUGH_COVERAGE)
      .map(({ mean }) => mean)
  const [loadKw, temperatureC] = await Promise.all([meansOf(ROLE_TAGS.load.id), meansOf(ROLE_TAGS.temperature.id)])
  return { loadKw, temperatureC }
}
