import { createHash } from 'node:crypto'
import type { CallOutput } from '../../../contract/api.ts'
import type { ModelCard } from '../../../contract/schemas/models.ts'
import { DAY, MINUTE } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { createModelLayout } from '../../ml/features/layout.ts'
import { type ModelDescription, parseDescription } from '../../ml/keras/description.ts'
import { loadKerasNetwork } from '../../ml/keras/load-keras.ts'
import {
  countPastSteps,
  describeMismatch,
  guessDescription,
  requireNetworkShape,
} from '../../ml/keras/network-shape.ts'
import type { KerasFile } from '../../ml/keras/parse-keras-file.ts'
import { readKerasFile } from '../../ml/keras/read-keras.ts'
import { replaceFolder } from '../../ml/network/model-files.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { formatJson } from '../../runtime/json-file.ts'
import type { ImportJob, InspectJob } from '../model-jobs.ts'
import { type Measurement, type MeasuringTools, measureImport } from './measure-import.ts'

/** Describes the inputs and outputs of a Keras file's network. @throws EngineError `invalid`, field `file`. */
export async function inspectModel({ file }: InspectJob): Promise<CallOutput<'inspectModel'>> {
  const read = await readKerasFile(Buffer.from(file.base64, 'base64'), file.fileName)
  const { inputShape, outputs } = requireNetworkShape(read)
  return {
    kerasVersion: read.kerasVersion,
    layers: read.layers.map(({ className, name }) => `${className} ${name}`),
    inputShape: [...inputShape],
    outputs,
    description: guessDescription(read),
  }
}

/**
 * Keeps a Keras file's network as a model: the file itself, `model.json` and `weights.bin` as TensorFlow.js has them,
 * `description.json` (the sidecar), and where it could be measured `calibration.json`, its band.
 * @param series What to measure it on; null where there is nothing.
 * @throws EngineError `invalid`, field `file` for a network that can't be had or run, `description` and deeper for a
 * description that is none or not of this network. Then there is no folder.
 */
export async function importModel(
  job: ImportJob,
  series: LoadSeries | null,
  tools: MeasuringTools,
): Promise<ModelCard> {
  const bytes = Buffer.from(job.file.base64, 'base64')
  const file = await readKerasFile(bytes, job.file.fileName)
  const description = parseDescription(job.description)
  const wrong = describeMismatch(description, file)
  if (wrong !== null) throw new EngineError('invalid', wrong, 'description')
  const network = await loadKerasNetwork(tools.tf, file)
  try {
    const card = makeImportCard(job, file, description)
    const rival = job.rivals[description.horizon]
    const imported = { network, description, calibration: null }
    const measured = await measureImport(tools, imported, card, series, rival)
    const whole = addMeasurement(card, measured, job)
    replaceFolder(job.made.folder, buildModelFiles(job, bytes, file, description, whole, measured))
    return whole
  } finally {
    network.dispose()
  }
}

function buildModelFiles(
  { file: { fileName } }: ImportJob,
  bytes: Uint8Array,
  { modelTopology, weightSpecs, weightData }: KerasFile,
  description: ModelDescription,
  card: ModelCard,
  measured: Measurement,
): Record<string, string | Uint8Array> {
  const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
  return {
    [/\.keras$/i.test(fileName) ? 'original.keras' : 'original.h5']: bytes,
    'model.json': formatJson({ format: 'layers-model', modelTopology, weightsManifest }),
    'weights.bin': new Uint8Array(weightData),
    'description.json': formatJson(description),
    ...(measured.kind === 'measured' && { 'calibration.json': formatJson(measured.calibration) }),
    'card.json': formatJson(card),
  }
}

/** The card before anything was measured. */
function makeImportCard(job: ImportJob, file: KerasFile, description: ModelDescription): ModelCard {
  const madeAt = new Date(job.now).toISOString()
  const { horizon, features, stepMinutes } = description
  const weights = file.weightData.byteLength / Float32Array.BYTES_PER_ELEMENT
  return {
    ...{ id: job.made.id, horizon, kind: 'keras', madeAt },
    madeBy: `Keras ${file.kerasVersion}, imported by EcoPulse ${job.version}`,
    command: `${job.command}: ${job.file.fileName}`,
    data: {
      ...{ source: 'not known', zone: 'UTC', from: madeAt, to: madeAt, days: 0, holes: 0 },
      resolutionMinutes: createModelLayout(horizon).resolutionMs / MINUTE,
    },
    parts: null,
    features: {
      window: features.map(({ name }) => name),
      ahead: [],
      recent: [],
      history: `${countPastSteps(description, file)} steps of ${stepMinutes} min`,
    },
    network: { layers: file.layers.length, parameters: weights },
    training: {},
    holdout: null,
    rival: null,
    limits: '',
    weightsSha256: createHash('sha256').update(new Uint8Array(file.weightData)).digest('hex'),
  }
}

function addMeasurement(card: ModelCard, measured: Measurement, { source, rivals }: ImportJob): ModelCard {
  if (measured.kind === 'not measured') return { ...card, limits: measured.reason }
  const { series, holdout, rival } = measured
  const inUse = rivals[card.horizon]
  const timeOf = (step: number) => new Date(series.start + step * series.resolutionMs).toISOString()
  return {
    ...card,
    data: {
      ...card.data,
      source: `measured on ${source}`,
      zone: series.zone,
      from: timeOf(0),
      to: timeOf(series.loadKw.length),
      days: Math.round((series.loadKw.length * series.resolutionMs) / DAY),
      holes: series.loadKw.filter((value) => value === null).length,
    },
    holdout,
    rival: rival === null || inUse === null ? null : { id: inUse.id, score: rival },
    limits:
      'What it was trained on is not known: where it has seen the days that it was measured on, the figures flatter it. ' +
      'Its band comes from how wrong it was in the first half of them.',
  }
}
