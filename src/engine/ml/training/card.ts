import type { ModelCard } from '../../../contract/schemas/models.ts'
import type { Score } from '../../../domain/forecast/forecast-score.ts'
import { quantile } from '../../../domain/forecast/quantiles.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import type { StepRange } from '../features/dataset.ts'
import { AHEAD_FEATURES, RECENT_FEATURES, windowFeatures } from '../features/features.ts'
import type { TrainedModel, TrainRequest } from './training-request.ts'

/** The card of a model that was trained. @param rival The score of the model in use on the same holdout. */
export function makeTrainingCard(
  { horizon, id, series, source, now, version, command, rival: inUse, forAnyPlant, seed }: TrainRequest,
  { dataset, windows, parts, plan, network, epochs, seconds, comparison }: TrainedModel,
  rival: Score | null,
): Omit<ModelCard, 'weightsSha256'> {
  const { layout } = dataset
  const { lstm, ...sizes } = plan.network
  const span = (part: StepRange, count: number) => ({
    from: toIsoTime(series, part.from),
    to: toIsoTime(series, part.to),
    windows: count,
  })
  return {
    ...{ id, horizon, kind: 'lstm' },
    madeAt: new Date(now).toISOString(),
    madeBy: `EcoPulse ${version}`,
    command,
    data: {
      ...{ source, zone: series.zone },
      from: toIsoTime(series, 0),
      to: toIsoTime(series, series.loadKw.length),
      days: Math.round(series.loadKw.length / layout.day),
      holes: series.loadKw.filter((kw) => kw === null).length,
      resolutionMinutes: series.resolutionMs / MINUTE,
    },
    parts: {
      training: span(parts.training, windows.training.length),
      validation: span(parts.validation, windows.validation.length),
      holdout: span(parts.holdout, windows.holdout.length),
    },
    features: {
      window: [...windowFeatures(layout)],
      ahead: [...AHEAD_FEATURES, 'linear path'],
      recent: [...RECENT_FEATURES],
      history: '8 days: 24 h and, for each of their steps, the same time last week',
    },
    network: { ...sizes, lstm: lstm ? 1 : 0, parameters: network.countParams() },
    training: {
      ...plan.fit,
      seed,
      epochsRun: epochs.length,
      seconds,
      ...computeStatistics(series, parts.training),
    },
    holdout: comparison,
    rival: rival === null || inUse === null ? null : { id: inUse.id, score: rival },
    limits: forAnyPlant
      ? 'Trained on one simulated plant. A plant with another week is forecast from its own past by the same features, ' +
        'but how right that is was not measured. Train it on your own load.'
      : 'Trained on this plant alone: it knows the habits of the time that it was trained on.',
  }
}

/** Figures of the inputs in training, which later inputs are compared with. */
function computeStatistics({ loadKw, temperatureC }: LoadSeries, { from, to }: StepRange): Record<string, number> {
  const load = sortKnown(loadKw.slice(from, to))
  const celsius = temperatureC === null ? [] : sortKnown(temperatureC.slice(from, to))
  return {
    loadMeanKw: load.reduce((sum, kw) => sum + kw, 0) / load.length,
    loadP5Kw: quantile(load, 0.05),
    loadP95Kw: quantile(load, 0.95),
    ...(celsius.length === 0
      ? {}
      : { temperatureP5C: quantile(celsius, 0.05), temperatureP95C: quantile(celsius, 0.95) }),
  }
}

function sortKnown(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null)).sort()
}

function toIsoTime({ start, resolutionMs }: LoadSeries, step: number): string {
  return new Date(start + step * resolutionMs).toISOString()
}
