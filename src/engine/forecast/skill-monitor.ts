import type { Skill } from '../../contract/schemas/models.ts'
import { type Forecast, type ForecastWindow, HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { floorTo, MIN_COVERAGE, MINUTE, QUARTER_HOUR, SECOND, WEEK } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import type { LastWeekInputs } from './drift.ts'
import { Hindcast } from './hindcast.ts'
import { HorizonSkillMonitor } from './horizon-skill-monitor.ts'

/** The quarter-hours of a plant whose time runs fast are over sooner than it is worth scoring them, in ms. */
const MIN_PAUSE = 5 * SECOND
/** A new source's past is stored within its first minutes: it is scored sooner then. */
const UPDATES_AFTER_START = [5 * SECOND, 20 * SECOND, MINUTE, 3 * MINUTE]

/**
 * Compares forecasts with the actual load, at each quarter-hour: their rolling scores, whether a naive forecast
 * replaces the model's, how bands are stretched, and whether the plant has drifted from what the model was trained on.
 * All of it is about the model in use. When another is taken into use, it forecasts the last month after the fact, as
 * far as it was not trained on it, and is scored anew; the forecasts that the other one made stay, as what was shown.
 */
export interface SkillMonitor {
  /** The skill was read anew, and published. */
  readonly skillRead: Subscribable<Skill>
  skill(): Skill
  /** A forecast as it is shown, by what is known now. */
  toPublished(made: Forecast, window: ForecastWindow): Forecast
  /** Another model is in use: all is scored anew within a second. */
  onModelChanged(): void
  /** Ends it, and waits for what is under way. */
  close(): Promise<void>
}

/** Reads the scores that are stored, and starts. */
export async function openSkillMonitor(context: PlantContext): Promise<SkillMonitor> {
  const monitor = new PlantSkillMonitor(context)
  await monitor.start()
  return monitor
}

class PlantSkillMonitor implements SkillMonitor {
  readonly #context: PlantContext
  readonly #hindcast: Hindcast
  readonly #horizons: Readonly<Record<Horizon, HorizonSkillMonitor>>
  readonly #skillRead = createEmitter<Skill>()
  #skill: Skill | null = null
  /** Counts the models that were taken into use: what was begun for an earlier one is given up. */
  #generation = 0
  #closed = false
  #running: Promise<void> | null = null
  /** When it ran last, epoch ms by the engine's clock. */
  #updatedAt = Number.NEGATIVE_INFINITY
  /** The plant's quarter-hour of the last update. */
  #updatedTo = Number.NaN
  #plannedUpdates: readonly number[]
  #cancel = () => {}

  constructor(context: PlantContext) {
    this.#context = context
    this.#hindcast = new Hindcast(context)
    this.#horizons = {
      nextHour: new HorizonSkillMonitor('nextHour', context, this.#hindcast),
      nextDay: new HorizonSkillMonitor('nextDay', context, this.#hindcast),
    }
    this.#plannedUpdates = UPDATES_AFTER_START.map((ms) => context.clock.now() + ms)
  }

  async start(): Promise<void> {
    this.#cancel = every(this.#context.clock, SECOND, () => this.#updateIfDue())
    await Promise.all(this.#listMonitors().map((monitor) => monitor.resume()))
    await this.#readSkill(this.#currentQuarterHour())
  }

  get skillRead(): Subscribable<Skill> {
    return this.#skillRead
  }

  skill(): Skill {
    if (this.#skill === null) throw new Error('The skill was not read yet')
    return this.#skill
  }

  toPublished(made: Forecast, window: ForecastWindow): Forecast {
    return this.#horizons[made.horizon].toPublished(made, window)
  }

  onModelChanged(): void {
    this.#generation += 1
    this.#plannedUpdates = [...this.#plannedUpdates, this.#context.clock.now()]
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancel()
    await this.#running
  }

  #listMonitors(): HorizonSkillMonitor[] {
    return HORIZONS.map((horizon) => this.#horizons[horizon])
  }

  #currentQuarterHour(): number {
    return floorTo(this.#context.plantTime(), QUARTER_HOUR)
  }

  #updateIfDue(): void {
    if (this.#running !== null || !this.#isDue()) return
    const now = this.#context.clock.now()
    this.#plannedUpdates = this.#plannedUpdates.filter((at) => at > now)
    this.#updatedAt = now
    this.#updatedTo = this.#currentQuarterHour()
    this.#running = this.#update()
      .catch((error: unknown) => this.#context.onFailure('Scoring the forecasts', error))
      .finally(() => {
        this.#running = null
      })
  }

  #isDue(): boolean {
    const now = this.#context.clock.now()
    if (this.#plannedUpdates.some((at) => at <= now)) return true
    return this.#currentQuarterHour() !== this.#updatedTo && now - this.#updatedAt >= MIN_PAUSE
  }

  async #update(): Promise<void> {
    const { store, source, flushSamples } = this.#context
    const generation = this.#generation
    const isStopped = () => this.#closed || generation !== this.#generation
    await flushSamples()
    const now = this.#currentQuarterHour()
    const changed = await store.takeChanged(source.id, ROLE_TAGS.load.id, 'skill')
    if (changed !== null) for (const each of [this.#hindcast, ...this.#listMonitors()]) each.invalidateFrom(changed)
    for (const monitor of this.#listMonitors()) await monitor.score(now, isStopped)
    if (!isStopped()) await this.#publishSkill(now)
    for (const monitor of this.#listMonitors()) {
      if (isStopped() || !(await monitor.fillHindcast(now, isStopped))) continue
      await monitor.score(now, isStopped)
      if (!isStopped()) await this.#publishSkill(now)
    }
  }

  async #publishSkill(now: number): Promise<void> {
    const skill = await this.#readSkill(now)
    this.#context.publish({ kind: 'skill', skill })
    this.#skillRead.emit(skill)
  }

  async #readSkill(now: number): Promise<Skill> {
    const week = await readLastWeek(this.#context, now)
    const [nextHour, nextDay] = await Promise.all([
      this.#horizons.nextHour.readSkill(now, week),
      this.#horizons.nextDay.readSkill(now, week),
    ])
    this.#skill = { nextHour, nextDay }
    return this.#skill
  }
}

/** The load and the temperature of the last seven days, as far as they are known. */
async function readLastWeek({ store, source }: PlantContext, now: number): Promise<LastWeekInputs> {
  const span = { start: now - WEEK, end: now }
  const meansOf = async (tag: string) =>
    (await store.quarterHours(source.id, tag, span))
      .filter(({ coverage }) => coverage >= MIN_COVERAGE)
      .map(({ mean }) => mean)
  const [loadKw, temperatureC] = await Promise.all([meansOf(ROLE_TAGS.load.id), meansOf(ROLE_TAGS.temperature.id)])
  return { loadKw, temperatureC }
}
