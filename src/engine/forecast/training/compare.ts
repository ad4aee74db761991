import type { LayersModel } from '@tensorflow/tfjs-layers'
import { HISTORY_STEPS, NAIVE_NAMES, type NaiveName, type Quantiles } from '../../../domain/forecast.ts'
import { naiveForecast } from '../../../domain/naive.ts'
import type { Calibration, Comparison } from '../model-card.ts'
import { OUTPUTS, runNetwork } from '../network.ts'
import { decode } from '../steps.ts'
import type { Tensorflow } from '../tensorflow.ts'
import type { Example, QuarterHourSeries } from './dataset.ts'
import { type Pair, score } from './score.ts'

const BATCH = 256

/** The network's outputs for all examples, [examples, 12]. */
export function outputsOf(tf: Tensorflow, network: LayersModel, examples: readonly Example[]): Float32Array {
  const all = new Float32Array(examples.length * OUTPUTS)
  for (let i = 0; i < examples.length; i += BATCH) {
    const inputs = examples.slice(i, i + BATCH).map(({ input }) => input)
    all.set(runNetwork(tf, network, inputs), i * OUTPUTS)
  }
  return all
}

/** Scores the model and each naive forecast on the same windows. */
export function compare(
  series: QuarterHourSeries,
  examples: readonly Example[],
  outputs: Float32Array,
  calibration: Calibration,
): Comparison {
  const model = examples.flatMap((example, i) =>
    pairs(decode(outputs.subarray(i * OUTPUTS, (i + 1) * OUTPUTS), example.input, calibration), example.actualKw),
  )
  const naive = NAIVE_NAMES.map((name) => [name, score(naivePairs(name, series, examples))] as const)
  return {
    windows: examples.length,
    lstm: score(model),
    ...(Object.fromEntries(naive) as Record<NaiveName, Comparison['lstm']>),
  }
}

function naivePairs(name: NaiveName, series: QuarterHourSeries, examples: readonly Example[]): Pair[] {
  return examples.flatMap(({ at, actualKw }) => {
    const naive = naiveForecast(name, series.loadKw.slice(at - HISTORY_STEPS, at))
    if (naive === null) throw new Error(`A series without holes has the same time ${name}`)
    return pairs(naive.steps, actualKw)
  })
}

function pairs(steps: readonly Quantiles[], actualKw: readonly number[]): Pair[] {
  return steps.map((foreseen, i) => ({ foreseen, actualKw: actualKw[i] ?? Number.NaN }))
}
