import { NAIVE_NAMES, type NaiveName } from '../../domain/forecast/forecast.ts'
import { scoreOf } from '../../domain/forecast/forecast-score.ts'
import { formatPower } from '../../domain/format/power.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { SkillSums } from '../store/skill-sums.ts'

/** A day is judged by no fewer of its quarter-hours than this. */
const ENOUGH_TARGETS = 0.8 * (DAY / QUARTER_HOUR)
/** Neither the model nor the naive forecast is replaced sooner than this, in ms. */
const DWELL = 6 * HOUR

/** Naive names as a sentence has them. */
const RULE_TEXT: Readonly<Record<NaiveName, string>> = {
  persistence: 'the last value',
  yesterday: 'the same time yesterday',
  'last week': 'the same time last week',
  'yesterday’s change': 'yesterday’s change on top of the last value',
}

/** A naive forecast replaces the model's: since when (epoch ms), and why, in a sentence. */
export interface NaiveFallback {
  readonly since: number
  readonly reason: string
  /** Which rule it is; null where that was not kept: then the one that does best over the window. */
  readonly rule: NaiveName | null
}

/** Whether a naive forecast replaces the model's, and when that changed last; `-Infinity` where it never did. */
export interface FallbackState {
  readonly fallback: NaiveFallback | null
  readonly changedAt: number
}

export const NO_FALLBACK: FallbackState = { fallback: null, changedAt: Number.NEGATIVE_INFINITY }

/** The state in which the engine ended, by when the naive forecast began to replace the model's; null where it didn't. */
export function restoreFallback(since: number | null): FallbackState {
  if (since === null) return NO_FALLBACK
  return {
    fallback: { since, reason: 'The model was worse than a naive forecast for a day.', rule: null },
    changedAt: since,
  }
}

/** The naive rule with the smallest mean absolute error; null where nothing was compared. */
export function findBestRule({ compared }: SkillSums): NaiveName | null {
  if (compared.model.steps === 0) return null
  const errorKw = (name: NaiveName) => compared.naive[name].errorsKw
  return NAIVE_NAMES.reduce((best, name) => (errorKw(name) < errorKw(best) ? name : best))
}

/**
 * Decides anew, at each quarter-hour, whether the model's forecast is shown: where its mean absolute error on the steps
 * of the last 24 hours is greater than that of a naive rule, the rule's forecast is shown instead. The model
 * goes on forecasting, and is scored, all the while.
 *
 * The rule is the one that did best over the last week, as far as that was compared. The best of four rules is known for
 * a day only when it is over: on most Tuesdays Monday would have been an excellent forecast, and on the first Saturday
 * the worst.
 *
 * A model that is about as good as a rule would change with it back and forth. So that no screen flickers, what was
 * decided holds for six hours at least: four changes a day are the most. With a margin instead, a model that is slightly
 * worse every day would be shown for good. Where less than 80 % of a day was compared, nothing changes.
 */
export function nextFallbackState(
  state: FallbackState,
  { day, week }: { readonly day: SkillSums; readonly week: SkillSums },
  now: number,
): FallbackState {
  const rule = findBestRule(week)
  const model = scoreOf(day.compared.model)
  const naive = rule === null ? null : scoreOf(day.compared.naive[rule])
  if (rule === null || model === null || naive === null || day.compared.targets < ENOUGH_TARGETS) return state
  const isWorse = model.maeKw > naive.maeKw
  const reason = `Over the last day the model was off by ${formatPower(model.maeKw)} on average and ${RULE_TEXT[rule]} by ${formatPower(naive.maeKw)}: this stands in until the model is no worse.`
  const { fallback } = state
  if (isWorse && fallback !== null) return { ...state, fallback: { ...fallback, reason, rule } }
  if (isWorse === (fallback !== null)) return state
  // Another rule turns out to be the best, as more of the week gets known: what was decided is void.
  const isVoid = fallback !== null && fallback.rule !== null && fallback.rule !== rule
  if (now < state.changedAt + DWELL && !isVoid) return state
  return { fallback: isWorse ? { since: now, reason, rule } : null, changedAt: now }
}
