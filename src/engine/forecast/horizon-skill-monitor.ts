import type { HorizonSkill, ModelEntry } from '../../contract/schemas/models.ts'
import type { Forecast, ForecastWindow, Horizon } from '../../domain/forecast/forecast.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { DAY, HOUR, WEEK } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { ScoreSubject } from '../store/store-port.ts'
import { describeDrift, type LastWeekInputs } from './drift.ts'
import { CALIBRATION_SPAN, HINDCAST_SPAN, type Hindcast } from './hindcast.ts'
import { type FallbackState, NO_FALLBACK, nextFallbackState, restoreFallback } from './naive-fallback.ts'
import { type ForecastAdjustment, toPublishedForecast } from './published-forecast.ts'
import { computeSkillSpan } from './skill-span.ts'

/** Spans of the rolling scores, in ms. A month is as long as forecasts after the fact go back. */
const SPANS = { day: DAY, week: WEEK, month: HINDCAST_SPAN }
/** What is scored in one go, in ms: some 15 ms of the store's thread. */
const SCORED_AT_ONCE: Readonly<Record<Horizon, number>> = { nextHour: 2 * DAY, nextDay: 6 * HOUR }

/** How right the forecasts of one horizon have been, by the model in use. `now` is always the end of a quarter-hour. */
export class HorizonSkillMonitor {
  readonly #horizon: Horizon
  readonly #context: PlantContext
  readonly #hindcast: Hindcast
  #model: ModelEntry | null
  #fallbackState: FallbackState = NO_FALLBACK
  #calibration: ForecastAdjustment['calibration'] = null
  /** From here on quarter-hours are to be scored, epoch ms: what changed before this was made is unknown. */
  #unscoredFrom = Number.NEGATIVE_INFINITY

  constructor(horizon: Horizon, context: PlantContext, hindcast: Hindcast) {
    this.#horizon = horizon
    this.#context = context
    this.#hindcast = hindcast
    this.#model = context.findModelInUse(horizon)
  }

  /** Restores what was decided before the engine ended last. */
  async resume(): Promise<void> {
    const { store, source } = this.#context
    this.#fallbackState = restoreFallback(await store.fallbackSince(source.id, this.#horizon))
  }

  toPublished(made: Forecast, window: ForecastWindow): Forecast {
    // What is known of one model does not hold for another that was just taken into use.
    if (made.model !== this.#model?.id) return made
    return toPublishedForecast(made, window, { fallback: this.#fallbackState.fallback, calibration: this.#calibration })
  }

  /** Notes that the load from this quarter-hour on has changed. */
  invalidateFrom(at: number): void {
    this.#unscoredFrom = Math.min(this.#unscoredFrom, at)
  }

  /** Scores what is to be scored, the newest first. */
  async score(now: number, stopped: () => boolean): Promise<void> {
    this.#resetIfModelChanged()
    const subject = this.#subject()
    const from = Math.max(this.#unscoredFrom, now - HINDCAST_SPAN)
    const length = SCORED_AT_ONCE[this.#horizon]
    for (let end = now; end > from; end -= length) {
      if (stopped()) return
      await this.#context.store.scoreTargets(subject, { start: Math.max(from, end - length), end })
    }
    // The running quarter-hour may have all its samples already.
    this.#unscoredFrom = Math.max(from, now)
  }

  /** Reads the scores up to `now`, and decides by them whether a naive forecast replaces the model's. */
  async readSkill(now: number, week: LastWeekInputs): Promise<HorizonSkill> {
    this.#resetIfModelChanged()
    const { store } = this.#context
    const subject = this.#subject()
    const sumsOf = (span: keyof typeof SPANS) => store.skillSums(subject, { start: now - SPANS[span], end: now })
    const calibrating = store.bandCalibration(subject, { start: now - CALIBRATION_SPAN, end: now })
    const [day, lastWeek, month] = await Promise.all([sumsOf('day'), sumsOf('week'), sumsOf('month')])
    const calibration = await calibrating
    this.#fallbackState = nextFallbackState(this.#fallbackState, { day, week: lastWeek }, now)
    this.#calibration = calibration
    const { fallback } = this.#fallbackState
    return {
      model: this.#model?.id ?? null,
      day: computeSkillSpan(day, { start: now - SPANS.day, end: now }),
      week: computeSkillSpan(lastWeek, { start: now - SPANS.week, end: now }),
      month: computeSkillSpan(month, { start: now - SPANS.month, end: now }),
      standIn: fallback && { since: fallback.since, reason: fallback.reason },
      drift: this.#model === null ? null : describeDrift(this.#model.card, week),
    }
  }

  /** Forecasts after the fact what the model has not forecast yet; answers whether there was any. */
  async fillHindcast(now: number, stopped: () => boolean): Promise<boolean> {
    this.#resetIfModelChanged()
    if (this.#model === null) return false
    const oldest = await this.#hindcast.fillGaps(this.#horizon, this.#model, now, stopped)
    if (oldest !== null) this.invalidateFrom(oldest)
    return oldest !== null
  }

  /** Begins anew where another model is in use: what is known was of the other. */
  #resetIfModelChanged(): void {
    const model = this.#context.findModelInUse(this.#horizon)
    if (model?.id !== this.#model?.id) {
      this.#fallbackState = NO_FALLBACK
      this.#calibration = null
      this.#unscoredFrom = Number.NEGATIVE_INFINITY
    }
    this.#model = model
  }

  #subject(): ScoreSubject {
    const { source } = this.#context
    return { source: source.id, loadTag: ROLE_TAGS.load.id, horizon: this.#horizon, model: this.#model?.id ?? '' }
  }
}
