import type { HorizonSkill, ModelEntry } from '../../contract/schemas/models.ts'
import type { Forecast, ForecastWindow, Horizon } from '../../domain/forecast/forecast.ts'
import { DAY, HOUR, WEEK } from '../../domain/time/time.ts'
import type { ScoreSubject, StorePort } from '../store/store-port.ts'
import { driftOf, type LastWeek } from './drift.ts'
import { CALIBRATED_BY, HINDSIGHT, type Hindsight } from './hindcast.ts'
import { MODEL_SPEAKS, nextStanding, type Standing, stoodInSince } from './naive-fallback.ts'
import { shownForecast, type Truth } from './published-forecast.ts'
import { skillSpan } from './skill-spans.ts'

/** Spans of the rolling figures, in ms. A month is as long as hindsight reaches back. */
const SPANS = { day: DAY, week: WEEK, month: HINDSIGHT }
/** What is scored in one go, in ms: some 15 ms of the store's thread. */
const SCORED_AT_ONCE: Readonly<Record<Horizon, number>> = { nextHour: 2 * DAY, nextDay: 6 * HOUR }

export interface HorizonTruthParts {
  readonly store: Pick<StorePort, 'scoreTargets' | 'skillSums' | 'bandCalibration' | 'standInSince'>
  /** The store's key of the source. */
  readonly source: string
  readonly loadTag: string
  readonly hindsight: Hindsight
  /** The model in use; null where there is none. */
  readonly model: (horizon: Horizon) => ModelEntry | null
}

/** What has come true of the forecasts of one horizon, by the model in use. `now` is always the end of a quarter-hour. */
export class HorizonTruth {
  readonly #parts: HorizonTruthParts
  readonly #horizon: Horizon
  #model: ModelEntry | null
  #standing: Standing = MODEL_SPEAKS
  #calibration: Truth['calibration'] = null
  #skill: HorizonSkill | null = null
  /** From here on quarter-hours are to be scored, epoch ms: what changed while nobody looked isn't known. */
  #unscoredFrom = Number.NEGATIVE_INFINITY

  constructor(parts: HorizonTruthParts, horizon: Horizon) {
    this.#parts = parts
    this.#horizon = horizon
    this.#model = parts.model(horizon)
  }

  /** Takes up what was decided before the engine ended last. */
  async resume(): Promise<void> {
    this.#standing = stoodInSince(await this.#parts.store.standInSince(this.#parts.source, this.#horizon))
  }

  /** The figures as they were read last; null before that. */
  get skill(): HorizonSkill | null {
    return this.#skill
  }

  shown(made: Forecast, window: ForecastWindow): Forecast {
    // What is known of one model says nothing of another that has just been taken.
    if (made.model !== this.#model?.id) return made
    return shownForecast(made, window, { standIn: this.#standing.standIn, calibration: this.#calibration })
  }

  /** Notes that the load from this quarter-hour on has changed. */
  changedFrom(at: number): void {
    this.#unscoredFrom = Math.min(this.#unscoredFrom, at)
  }

  /** Scores what is to be scored, the newest first. */
  async score(now: number, stopped: () => boolean): Promise<void> {
    this.#meetModel()
    const subject = this.#subject()
    const from = Math.max(this.#unscoredFrom, now - HINDSIGHT)
    const length = SCORED_AT_ONCE[this.#horizon]
    for (let end = now; end > from; end -= length) {
      if (stopped()) return
      await this.#parts.store.scoreTargets(subject, { start: Math.max(from, end - length), end })
    }
    // The running quarter-hour may have all its samples already.
    this.#unscoredFrom = Math.max(from, now)
  }

  /** Reads the figures up to `now`, and decides by them. */
  async read(now: number, week: LastWeek): Promise<void> {
    this.#meetModel()
    const { store } = this.#parts
    const subject = this.#subject()
    const sumsOf = (span: keyof typeof SPANS) => store.skillSums(subject, { start: now - SPANS[span], end: now })
    const calibrating = store.bandCalibration(subject, { start: now - CALIBRATED_BY, end: now })
    const [day, lastWeek, month] = await Promise.all([sumsOf('day'), sumsOf('week'), sumsOf('month')])
    const calibration = await calibrating
    this.#standing = nextStanding(this.#standing, { day, week: lastWeek }, now)
    this.#calibration = calibration
    const { standIn } = this.#standing
    this.#skill = {
      model: this.#model?.id ?? null,
      day: skillSpan(day, { start: now - SPANS.day, end: now }),
      week: skillSpan(lastWeek, { start: now - SPANS.week, end: now }),
      month: skillSpan(month, { start: now - SPANS.month, end: now }),
      standIn: standIn && { since: standIn.since, reason: standIn.reason },
      drift: this.#model === null ? null : driftOf(this.#model.card, week),
    }
  }

  /** Forecasts in hindsight what the model has not said yet; says whether there was any. */
  async fill(now: number, stopped: () => boolean): Promise<boolean> {
    this.#meetModel()
    if (this.#model === null) return false
    const oldest = await this.#parts.hindsight.fill(this.#horizon, this.#model, now, stopped)
    if (oldest !== null) this.changedFrom(oldest)
    return oldest !== null
  }

  /** Begins anew where another model is in use: what is known was of the other. */
  #meetModel(): void {
    const model = this.#parts.model(this.#horizon)
    if (model?.id !== this.#model?.id) {
      this.#standing = MODEL_SPEAKS
      this.#calibration = null
      this.#unscoredFrom = Number.NEGATIVE_INFINITY
    }
    this.#model = model
  }

  #subject(): ScoreSubject {
    const { source, loadTag } = this.#parts
    return { source, loadTag, horizon: this.#horizon, model: this.#model?.id ?? '' }
  }
}
