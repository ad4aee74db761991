import type { Comparison } from '../../contract/schemas/models.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { Evaluation } from '../../engine/ml/training/evaluation.ts'
import { formatComparisonTable } from './comparison-table.ts'
import { HORIZON_NAMES } from './job-progress.ts'
import { drawTextChart } from './text-chart.ts'

/** What `--json` prints of one horizon. Shares are fractions; what can't be computed is null in JSON. */
export function toEvaluationJson({ comparison, parts, resolutionMinutes, seconds, variations }: Evaluation) {
  const figures = ({ model, naive, bestNaive, skill }: Comparison) => {
    const { mape, wape, pinballKw, coverage } = model
    const best = naive[bestNaive]
    return {
      mape,
      wape,
      pinball: pinballKw,
      coverage,
      skill,
      bestNaive: { name: bestNaive, mape: best.mape, wape: best.wape },
    }
  }
  return {
    ...figures(comparison),
    ...{ windows: comparison.windows, resolutionMinutes, parts, seconds },
    ...(variations.length === 0
      ? {}
      : { ablation: Object.fromEntries(variations.map(({ name, comparison: of }) => [name, figures(of)])) }),
  }
}

/** What is printed of one horizon: what was trained and tested on what, the table, and the picture in the zone's time. */
export function formatEvaluation(
  {
    horizon,
    comparison,
    parts,
    resolutionMinutes,
    epochs,
    seconds,
    inferenceMs,
    variations,
    excerpt: picture,
  }: Evaluation,
  zone: string,
): string {
  const day = (iso: string) => iso.slice(0, 10)
  const { training, validation, holdout } = parts
  const each = formatNumber(inferenceMs / comparison.windows, 2)
  return [
    `The ${HORIZON_NAMES[horizon]} in steps of ${resolutionMinutes} min, ${day(holdout.from)} to ${day(holdout.to)}, after training on`,
    `${training.windows} windows from ${day(training.from)} on and validating on ${validation.windows} from ${day(validation.from)} on:`,
    `${epochs} epochs, ${seconds} s; the ${comparison.windows} windows took ${formatNumber(inferenceMs / 1000, 1)} s, ${each} ms each.`,
    '',
    formatComparisonTable([
      ['EcoPulse', comparison],
      ...variations.map(({ name, comparison: of }) => [name, of] as const),
    ]),
    '',
    drawTextChart(picture, zone),
  ].join('\n')
}
