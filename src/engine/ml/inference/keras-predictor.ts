import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { ModelCard } from '../../../contract/schemas/models.ts'
import { applyBandCalibration, type BandCalibration } from '../../../domain/forecast/band-calibration.ts'
import type { Quantiles } from '../../../domain/forecast/forecast.ts'
import { readJson } from '../../runtime/json-file.ts'
import type { Dataset } from '../features/dataset.ts'
import { createModelLayout } from '../features/layout.ts'
import { type ModelDescription, parseDescription } from '../keras/description.ts'
import { decodeImported, encodeImported } from '../keras/imported-model.ts'
import { BandCalibrationSchema, loadNetwork, readCard } from '../network/model-files.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { BATCH, type Predictor } from './predictor.ts'

/** An imported network gets kW as its input, in the form of its description. */
const SCALE_KW = 1

/** An imported network, with all that is needed to run it. */
export interface KerasNetwork {
  readonly network: LayersModel
  readonly description: ModelDescription
  /** Null as long as it was measured on nothing: then points have no band. */
  readonly calibration: BandCalibration | null
}

/**
 * Opens the imported network in `folder`: `model.json` and `weights.bin` as TensorFlow.js has them, `description.json`
 * (the sidecar), and `calibration.json` where it was measured.
 * @throws Error where it can't be used.
 */
export async function openKerasPredictor(tf: Tensorflow, backend: string, folder: string): Promise<Predictor> {
  const card = readCard(folder)
  const description = parseDescription(readJson(join(folder, 'description.json')))
  const file = join(folder, 'calibration.json')
  const calibration = existsSync(file) ? BandCalibrationSchema.parse(readJson(file)) : null
  const network = await loadNetwork(tf, folder, card)
  return createKerasPredictor(tf, backend, card, { network, description, calibration })
}

/** A predictor of an imported network; it disposes the network with itself. */
export function createKerasPredictor(
  tf: Tensorflow,
  backend: string,
  card: ModelCard,
  { network, description, calibration }: KerasNetwork,
): Predictor {
  const layout = createModelLayout(description.horizon)
  const calibrate = (quantiles: Quantiles, step: number) =>
    calibration === null ? quantiles : applyBandCalibration(quantiles, step + 1, calibration, layout.steps)
  return {
    card,
    layout,
    scaleKw: SCALE_KW,
    longestStill: null,
    computedBy: backend,
    forecast: (dataset, windows) =>
      mapInBatches(windows, (some) => forecastBatch(tf, network, description, dataset, some)).map((steps) =>
        steps.map(calibrate),
      ),
    dispose: () => network.dispose(),
  }
}

/** The network's forecast of each window's steps, points as quantiles without width. */
function forecastBatch(
  { core }: Tensorflow,
  network: LayersModel,
  description: ModelDescription,
  dataset: Dataset,
  windows: readonly number[],
): Quantiles[][] {
  const shape = network.inputs[0]?.shape.slice(1).map((length) => length ?? 1) ?? []
  const size = shape.reduce((all, length) => all * length, 1)
  const steps = size / description.features.length
  const input = new Float32Array(windows.length * size)
  const pasts = windows.map((at) => readWindowPast(dataset, at))
  pasts.forEach(({ window, loadKw }, nth) => {
    input.set(encodeImported(window, loadKw, description, steps), nth * size)
  })
  const answers = core.tidy(() => {
    const answer = network.predictOnBatch(core.tensor(input, [windows.length, ...shape]))
    return Float32Array.from([answer].flat()[0]?.dataSync<'float32'>() ?? [])
  })
  const each = answers.length / windows.length
  return pasts.map((past, nth) =>
    decodeImported(answers.subarray(nth * each, (nth + 1) * each), description, past).map((step) =>
      typeof step === 'number' ? { p10: step, p50: step, p90: step } : step,
    ),
  )
}

/** The 8 days before step `at`: the load without holes, the temperature as it was measured. */
function readWindowPast({ layout, series, filled: closed }: Dataset, at: number) {
  const { history, resolutionMs } = layout
  const end = series.start + at * resolutionMs
  const temperatureC = series.temperatureC?.slice(at - history, at) ?? null
  return { window: { end, zone: series.zone, temperatureC }, loadKw: [...closed.loadKw.subarray(at - history, at)] }
}

function mapInBatches<T>(windows: readonly number[], ask: (some: readonly number[]) => T[]): T[] {
  const all: T[] = []
  for (let i = 0; i < windows.length; i += BATCH) all.push(...ask(windows.slice(i, i + BATCH)))
  return all
}
