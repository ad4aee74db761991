import type { LayersModel } from '@tensorflow/tfjs-layers'
import { FORECAST_RESOLUTION } from '../../../domain/forecast.ts'
import { openBackend } from '../backends.ts'
import { AHEAD_FEATURES, RECENT_STEPS, WINDOW_FEATURES } from '../features.ts'
import type { ModelCard } from '../model-card.ts'
import { saveModel } from '../model-files.ts'
import { buildNetwork, type NetworkSize } from '../network.ts'
import type { Tensorflow } from '../tensorflow.ts'
import { calibrate } from './calibrate.ts'
import { compare, outputsOf } from './compare.ts'
import { type Example, examples, type QuarterHourSeries } from './dataset.ts'
import { type Epoch, type FitOptions, type FitWatch, fitNetwork } from './fit.ts'
import { registerFastMatMul } from './matmul.ts'
import { HISTORY_SITE, type Part, simulatedHistory, splitHistory } from './simulated-history.ts'

const SIZE: NetworkSize = { lstmUnits: 32, headUnits: 48 }
const FIT = { batchSize: 128, learningRate: 3e-3, patience: 6, withoutTemperature: 0.15 } satisfies Partial<FitOptions>
/** The seed whose plant the model is evaluated on besides: it has seen none of that. */
const OTHER_SEED_STEP = 1000

export interface TrainOptions {
  readonly seed: number
  readonly epochs: number
  /** Length of the simulated history, at least `LEAST_DAYS`. */
  readonly days: number
  /** Folder that the model is put into, replacing what is there once the new one is whole. */
  readonly folder: string
  readonly wasmDir: string
  /** For the card: when, by which EcoPulse, with which command. */
  readonly now: number
  readonly version: string
  readonly command: string
}

/** Tells how the training goes. */
export interface TrainWatch extends FitWatch {
  readonly onStart: (facts: { readonly backend: string; readonly windows: number }) => void
}

/**
 * Trains the next hour's model on the simulator's history, calibrates it on the validation part, scores it on the
 * holdout, and saves it. The folder is touched at the very end alone.
 * @throws DOMException AbortError where `watch.signal` asks to end.
 */
export async function trainNextHour(options: TrainOptions, watch: TrainWatch): Promise<ModelCard> {
  const { tf, backend } = await openBackend(options.wasmDir)
  if (backend === 'wasm') registerFastMatMul(tf)
  const series = simulatedHistory(options.seed, options.days)
  const parts = splitHistory(series.loadKw.length)
  const training = examples(series, parts.training.from, parts.training.to)
  const validation = examples(series, parts.validation.from, parts.validation.to)
  watch.onStart({ backend, windows: training.length })
  const network = buildNetwork(tf, SIZE, options.seed)
  try {
    const { epochs, seed } = options
    const history = await fitNetwork(tf, network, training, validation, { ...FIT, epochs, seed }, watch)
    const card = makeCard(tf, network, { options, series, parts, training, validation, history })
    return await saveModel(tf, network, card, options.folder)
  } finally {
    network.dispose()
  }
}

/** The parts of a plant's history that the model is scored on, simulated anew. */
export function holdoutOf(seed: number, days: number): { series: QuarterHourSeries; holdout: readonly Example[] } {
  const series = simulatedHistory(seed, days)
  const { from, to } = splitHistory(series.loadKw.length).holdout
  return { series, holdout: examples(series, from, to) }
}

interface Trained {
  readonly options: TrainOptions
  readonly series: QuarterHourSeries
  readonly parts: ReturnType<typeof splitHistory>
  readonly training: readonly Example[]
  readonly validation: readonly Example[]
  readonly history: readonly Epoch[]
}

function makeCard(tf: Tensorflow, network: LayersModel, trained: Trained): Omit<ModelCard, 'weightsSha256'> {
  const { options, series, parts, training, validation, history } = trained
  const calibration = calibrate(validation, outputsOf(tf, network, validation))
  const scored = (seed: number) => {
    const { series: own, holdout } = holdoutOf(seed, options.days)
    return compare(own, holdout, outputsOf(tf, network, holdout), calibration)
  }
  const holdout = scored(options.seed)
  const span = (part: Part, windows: number) => ({ from: iso(series, part.from), to: iso(series, part.to), windows })
  const madeAt = new Date(options.now).toISOString()
  return {
    name: 'next-hour',
    version: madeAt.slice(0, 10),
    madeAt,
    madeBy: `EcoPulse ${options.version}`,
    command: options.command,
    data: {
      source: "the simulator's history",
      seed: options.seed,
      days: options.days,
      site: HISTORY_SITE.name,
      zone: series.zone,
    },
    parts: {
      training: span(parts.training, training.length),
      validation: span(parts.validation, validation.length),
      holdout: span(parts.holdout, holdout.windows),
    },
    features: {
      window: [...WINDOW_FEATURES],
      ahead: [...AHEAD_FEATURES],
      recentSteps: RECENT_STEPS,
      history: '768 quarter-hours: 24 h and, for each of them, the same time last week',
    },
    network: { ...SIZE, parameters: network.countParams() },
    training: {
      ...FIT,
      epochs: options.epochs,
      epochsRun: history.length,
      bestEpoch: history.findLast(({ best }) => best)?.epoch ?? 0,
      seconds: Math.round(history.reduce((sum, { ms }) => sum + ms, 0) / 1000),
    },
    calibration,
    metrics: {
      holdout,
      otherSeed: { seed: options.seed + OTHER_SEED_STEP, ...scored(options.seed + OTHER_SEED_STEP) },
    },
    limits:
      'Trained on one simulated plant. A plant with another week is forecast from its own past by the same features, ' +
      'but how right that is was not measured, and the band is calibrated for the simulated plant alone.',
  }
}

function iso(series: QuarterHourSeries, index: number): string {
  return new Date(series.start + index * FORECAST_RESOLUTION).toISOString()
}
