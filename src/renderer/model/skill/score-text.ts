import type { SkillSpan } from '../../../contract/schemas/models.ts'
import type { NaiveName } from '../../../domain/forecast/forecast.ts'
import { NAIVE_NAMES } from '../../../domain/forecast/forecast.ts'
import { type Score, skillOf } from '../../../domain/forecast/forecast-score.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatGain, formatPercent } from '../../../domain/format/percent.ts'
import { formatKw } from '../../../domain/format/power.ts'
import { NAIVE_PHRASES } from '../../format/naive-text.ts'
import { formatMoment } from '../../format/times.ts'
import type { ScoreSpan } from '../model-address.ts'

/** A share that can't be computed is NaN, and null once it has been JSON. */
export type NullableShare = number | null

/** A MAPE of this many times the WAPE is caused by loads near zero, and does not describe the plant. */
const MISLEADING_MAPE_RATIO = 1.6

/** A model that is eleven times as wrong is not worth a figure. */
const FAR_WORSE_SKILL = -9.995

/** «2.4 %», «143 %»; a dash where it isn't known. */
export function formatError(share: NullableShare): string {
  if (share === null || !Number.isFinite(share)) return '–'
  return formatPercent(share, Math.abs(share) < 0.995 ? 1 : 0)
}

/** How right the forecasts were, for a title. */
export interface SkillHeadline {
  /** «MAPE 2.4 %» */
  readonly figure: string
  /** «last day» */
  readonly when: string
  /** «43 % better than same time last week · WAPE 2.3 %» */
  readonly beside: string
}

/** Null while no forecast of the model has come true. */
export function describeHeadline({ model, bestNaive, skill }: SkillSpan, span: ScoreSpan): SkillHeadline | null {
  if (model === null) return null
  const { mape, wape } = model as { mape: NullableShare; wape: NullableShare }
  const compared = bestNaive === null || skill === null ? [] : [describeSkill(skill, bestNaive)]
  const isMisleading = mape === null || !Number.isFinite(mape) || (wape !== null && mape > wape * MISLEADING_MAPE_RATIO)
  const [figure, other] = isMisleading
    ? [`WAPE ${formatError(wape)}`, `MAPE ${formatError(mape)} misleads: the load goes near zero`]
    : [`MAPE ${formatError(mape)}`, `WAPE ${formatError(wape)}`]
  return { figure, when: `last ${span}`, beside: [...compared, other].join(' · ') }
}

/** «43 % better than same time last week» */
export function describeSkill(skill: number, naive: NaiveName): string {
  const than = NAIVE_PHRASES[naive]
  if (!Number.isFinite(skill)) return `worse than ${than}, which was never wrong`
  if (Math.abs(skill) < 0.005) return `as good as ${than}`
  if (skill < FAR_WORSE_SKILL) return `far worse than ${than}`
  return `${formatGain(Math.abs(skill))} ${skill > 0 ? 'better' : 'worse'} than ${than}`
}

/** A row of the table of scores; all as text. */
export interface ScoreRow {
  readonly key: string
  readonly name: string
  /** «best naive» */
  readonly mark: string
  readonly isNaive: boolean
  readonly mape: string
  readonly wape: string
  readonly maeKw: string
  readonly pinballKw: string
  readonly coverage: string
  readonly skill: string
}

/** Figures by which what was shown may differ from the model's own forecast. */
const COMPARED_FIGURES = ['mape', 'wape', 'maeKw', 'pinballKw', 'coverage'] as const

/** The model, what was shown where that was something else, and each naive rule. */
export function buildScoreRows({ model, forecast, naive, bestNaive }: SkillSpan): ScoreRow[] {
  const best = bestNaive === null ? null : naive[bestNaive]
  const row = (key: string, name: string, score: Score | null): ScoreRow => {
    const isNaive = key in naive
    const figures = formatScore(score, key === bestNaive ? null : best)
    // A rule has one number and no band.
    const coverage = isNaive && score?.coverage === 0 ? '–' : figures.coverage
    return { key, name, mark: key === bestNaive ? 'best naive' : '', isNaive, ...figures, coverage }
  }
  const shown = formatScore(forecast, best)
  const isShownApart = forecast !== null && COMPARED_FIGURES.some((key) => shown[key] !== formatScore(model, best)[key])
  return [
    row('model', 'Model', model),
    ...(isShownApart ? [row('forecast', 'As it was shown', forecast)] : []),
    ...NAIVE_NAMES.map((each) => row(each, capitalizeRule(NAIVE_PHRASES[each]), naive[each])),
  ]
}

function formatScore(score: Score | null, best: Score | null) {
  if (score === null) {
    const none = '–'
    return { mape: none, wape: none, maeKw: none, pinballKw: none, coverage: none, skill: none }
  }
  return {
    mape: formatError(score.mape),
    wape: formatError(score.wape),
    maeKw: formatKw(score.maeKw),
    pinballKw: formatKw(score.pinballKw),
    coverage: formatPercent(score.coverage),
    // What was not compared with the rule on the same steps has no gain.
    skill: best === null || best.steps !== score.steps ? '–' : formatSkill(skillOf(score, best)),
  }
}

/** «+43 %» */
function formatSkill(skill: number): string {
  if (skill < FAR_WORSE_SKILL) return 'far worse'
  return skill > 0 ? `+${formatGain(skill)}` : formatGain(skill)
}

/** «the last value» as the first words of a row. */
function capitalizeRule(phrase: string): string {
  const withoutArticle = phrase.replace(/^the /, '')
  return `${withoutArticle[0]?.toUpperCase() ?? ''}${withoutArticle.slice(1)}`
}

/** What the scores are of: how many steps, from when to when, and the share of hindcasts. */
export function describeSkillSpan({ from, to, hindsight, model, forecast }: SkillSpan, zone: string): string {
  const steps = model?.steps ?? forecast?.steps ?? 0
  const of = `${formatNumber(steps, 0)} quarter-hours of forecasts, ${formatMoment(from, zone)} to ${formatMoment(to, zone)}.`
  if (hindsight === 0) return of
  const share = hindsight > 0.995 ? 'All of the' : `${formatPercent(Math.max(0.01, hindsight))} of the`
  return `${of} ${share} forecasts were made in hindsight, from what was known at their time.`
}
