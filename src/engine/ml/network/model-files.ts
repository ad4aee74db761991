import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { type ModelCard, ModelCardSchema } from '../../../contract/schemas/models.ts'
import type { BandCalibration } from '../../../domain/forecast/band-calibration.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { shortReasonOf } from '../../runtime/engine-error.ts'
import { formatJson, readJson } from '../../runtime/json-file.ts'
import { QUANTILE_COUNT } from '../features/batch.ts'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from '../features/features.ts'
import { createModelLayout, type ModelLayout } from '../features/layout.ts'
import { type LinearPath, parseLinearPath } from '../features/linear-path.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'

/** TensorFlow.js's own layout of a layers model. */
const ModelJsonSchema = z.object({
  format: z.literal('layers-model'),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z
    .array(
      z.object({
        paths: z.tuple([z.literal('weights.bin')]),
        weights: z.array(
          z.object({ name: z.string(), shape: z.array(z.number().int().positive()), dtype: z.literal('float32') }),
        ),
      }),
    )
    .length(1),
})

/** A model's calibration as its folder keeps it. */
export const BandCalibrationSchema: z.ZodType<BandCalibration> = z.object({
  floorKw: z.number(),
  groups: z.array(z.object({ low: z.number(), high: z.number() })).min(1),
})

/** What is needed to convert a load to the network's inputs, and its outputs to kW: encoding.json. */
const EncodingSchema = z.object({
  resolutionMinutes: z.number(),
  /** kW that 1 represents; null for the mean load of each window's last week. */
  scaleKw: z.number().positive().nullable(),
  /** Steps for which a window's load may stay the same; null where it may for any time. */
  longestStill: z.number().int().positive().nullable(),
  /** [steps][LINEAR_FEATURES] */
  linear: z.array(z.array(z.number())),
  calibration: BandCalibrationSchema,
})

/** A network of EcoPulse's own with all that is needed to run it. */
export interface OwnModel {
  readonly card: ModelCard
  readonly network: LayersModel
  readonly layout: ModelLayout
  readonly scaleKw: number | null
  readonly longestStill: number | null
  readonly linear: LinearPath
  readonly calibration: BandCalibration
}

/**
 * Loads the model in `folder`, one of EcoPulse's own.
 * @throws Error with a part of a sentence on what is wrong with it.
 */
export async function loadOwnModel(tf: Tensorflow, folder: string): Promise<OwnModel> {
  const card = readCard(folder)
  const network = await loadNetwork(tf, folder, card)
  try {
    const encoding = EncodingSchema.parse(readJson(join(folder, 'encoding.json')))
    const layout = createModelLayout(card.horizon, encoding.resolutionMinutes * MINUTE)
    const wrong = describeShapeMismatch(network, layout)
    if (wrong !== null) throw new Error(wrong)
    const linear = parseLinearPath(encoding.linear, layout.steps)
    const { scaleKw, longestStill, calibration } = encoding
    return { card, network, layout, scaleKw, longestStill, linear, calibration }
  } catch (error) {
    network.dispose()
    throw error
  }
}

/** The card in a model's folder. @throws ZodError, SyntaxError, or an error of the system. */
export function readCard(folder: string): ModelCard {
  return ModelCardSchema.parse(readJson(join(folder, 'card.json')))
}

/** Topology and weights in a model's folder, whoever made it, as TensorFlow.js has them. @throws Error where they can't be read. */
export function readNetworkFiles(folder: string) {
  const { modelTopology, weightsManifest } = ModelJsonSchema.parse(readJson(join(folder, 'model.json')))
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights)
  return { modelTopology, weightSpecs, bytes: readFileSync(join(folder, 'weights.bin')) }
}

/** The network in a model's folder, whoever made it. @throws Error where it isn't the network of the card. */
export async function loadNetwork(
  { core, layers }: Tensorflow,
  folder: string,
  { weightsSha256 }: Pick<ModelCard, 'weightsSha256'>,
): Promise<LayersModel> {
  const { modelTopology, weightSpecs, bytes } = readNetworkFiles(folder)
  if (sha256(bytes) !== weightsSha256) throw new Error('weights.bin is not the one that card.json speaks of')
  const network = await layers.loadLayersModel(core.io.fromMemory({ modelTopology: zeroInitializers(modelTopology) }))
  // Weights that are loaded along with the topology stay behind where they don't fit it.
  let weights: ReturnType<typeof core.io.decodeWeights> = {}
  try {
    weights = core.tidy(() => core.io.decodeWeights(Uint8Array.from(bytes).buffer, weightSpecs))
    network.loadWeights(weights)
    return network
  } catch (error) {
    network.dispose()
    throw error
  } finally {
    core.dispose(weights)
  }
}

/** What is saved of a model: everything but the checksum, which follows from its weights. */
export type UnsavedModel = Omit<OwnModel, 'card' | 'layout'> & { readonly card: Omit<ModelCard, 'weightsSha256'> }

/** Writes a model beside its place and moves it there whole: who reads meanwhile finds the old one or the new one. */
export async function saveModel({ core }: Tensorflow, model: UnsavedModel, folder: string): Promise<ModelCard> {
  const { network, linear, scaleKw, longestStill, calibration, card } = model
  let whole: ModelCard | null = null
  const handler = core.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (weightData === undefined) throw new Error('The network has no weights to save')
    const weights = Buffer.from(new core.io.CompositeArrayBuffer(weightData).slice())
    whole = { ...card, weightsSha256: sha256(weights) }
    replaceFolder(folder, {
      'weights.bin': weights,
      'model.json': formatJson({
        format: 'layers-model',
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      }),
      'encoding.json': formatJson({
        resolutionMinutes: card.data.resolutionMinutes,
        scaleKw,
        longestStill,
        linear: linear.map((row) => [...row].map((weight) => Number(weight.toPrecision(9)))),
        calibration,
      }),
      'card.json': formatJson(whole),
    })
    return { modelArtifactsInfo: { dateSaved: new Date(card.madeAt), modelTopologyType: 'JSON' } }
  })
  await network.save(handler)
  if (whole === null) throw new Error('The network was not saved')
  return whole
}

/** Puts a folder with these files in place of `folder`, whole or not at all. */
export function replaceFolder(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  const next = `${folder}.new`
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(next, name), content)
  const old = `${folder}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(folder)) renameSync(folder, old)
  try {
    renameSync(next, folder)
  } catch (error) {
    if (existsSync(old)) renameSync(old, folder)
    throw error
  }
  rmSync(old, { recursive: true, force: true })
}

/** Why a model in `folder` can't be used, as a sentence. */
export function describeUnusableModel(folder: string, error: unknown): string {
  return `The model in ${folder} can't be used: ${describeUnreadableFile(error)}.`
}

/** Building needs seconds where initializers compute numbers that the weights replace at once. */
function zeroInitializers(topology: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(topology, (key, value: unknown) =>
    key.endsWith('_initializer') && value !== null ? { class_name: 'Zeros', config: {} } : value,
  )
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
}

/** What of the network isn't as this version of EcoPulse builds its features; null where all is. */
function describeShapeMismatch(network: LayersModel, layout: ModelLayout): string | null {
  const shapes = [...network.inputs, ...network.outputs].map(({ shape }) => shape.slice(1))
  const expected = [
    [WINDOW_HOURS, windowWidth(layout)],
    [layout.steps, STEP_WIDTH],
    [RECENT_WIDTH],
    [layout.steps, QUANTILE_COUNT],
  ]
  if (JSON.stringify(shapes) === JSON.stringify(expected)) return null
  return `its shapes are ${JSON.stringify(shapes)}, and this version of EcoPulse has ${JSON.stringify(expected)}`
}

function describeUnreadableFile(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    return `${issue?.path.join('.') || 'a file'}: ${issue?.message ?? 'not as expected'}`
  }
  return shortReasonOf(error)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
