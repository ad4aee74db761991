import type { SkillSpan } from '../../contract/schemas/models.ts'
import { NAIVE_NAMES, type NaiveName } from '../../domain/forecast/forecast.ts'
import { type Score, scoreOf, skillOf } from '../../domain/forecast/forecast-score.ts'
import type { Interval } from '../../domain/time/time.ts'
import type { SkillSums } from '../store/skill-sums.ts'
import { findBestRule } from './naive-fallback.ts'

/**
 * The scores of some sums. The model's score is of the steps on which it is compared with the rules, so that its skill
 * can be checked by hand; where there are none (a past too short for a rule), of all that it forecast.
 */
export function computeSkillSpan(sums: SkillSums, { start, end }: Interval): SkillSpan {
  const { shown, hindsight, compared } = sums
  const best = findBestRule(sums)
  const naive = Object.fromEntries(NAIVE_NAMES.map((name) => [name, scoreOf(compared.naive[name])]))
  const model = scoreOf(compared.model) ?? scoreOf(sums.model)
  const reference = best === null ? null : scoreOf(compared.naive[best])
  const skill = model === null || reference === null ? null : skillOf(model, reference)
  return {
    from: start,
    to: end,
    hindsight: shown.steps === 0 ? 0 : hindsight / shown.steps,
    forecast: scoreOf(shown),
    model,
    naive: naive as Record<NaiveName, Score | null>,
    bestNaive: best,
    // Where the rule was never wrong, no share of its error can be named.
    skill: skill !== null && Number.isFinite(skill) ? skill : null,
  }
}
