import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { NEXT_HOUR_STEPS, WINDOW_STEPS } from '../../domain/forecast.ts'
import { reasonOf } from '../engine-error.ts'
import { AHEAD_FEATURES, RECENT_FEATURES, RECENT_STEPS, WINDOW_FEATURES } from './features.ts'
import { type ModelCard, ModelCardSchema } from './model-card.ts'
import { OUTPUTS } from './network.ts'
import type { Tensorflow } from './tensorflow.ts'

/** The folder of the next hour's model within the folder of all models. */
export const NEXT_HOUR_FOLDER = 'next-hour'

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

/** A model that can be run, or why there is none, in a sentence. */
export type LoadedModel =
  | { readonly kind: 'loaded'; readonly network: LayersModel; readonly card: ModelCard }
  | { readonly kind: 'none'; readonly reason: string }

/** Loads the model in `folder`. What is missing or damaged is an answer, not an error. */
export async function loadModel({ core, layers }: Tensorflow, folder: string): Promise<LoadedModel> {
  try {
    const card = ModelCardSchema.parse(readJson(join(folder, 'card.json')))
    const { modelTopology, weightsManifest } = ModelJsonSchema.parse(readJson(join(folder, 'model.json')))
    const weightSpecs = weightsManifest.flatMap(({ weights }) => weights)
    const bytes = readFileSync(join(folder, 'weights.bin'))
    if (sha256(bytes) !== card.weightsSha256) throw new Error('weights.bin is not the one that card.json speaks of')
    const weightData = Uint8Array.from(bytes).buffer
    const artifacts = { modelTopology: withoutInitializers(modelTopology), weightSpecs, weightData }
    const network = await layers.loadLayersModel(core.io.fromMemory(artifacts))
    const wrong = mismatch(network, card)
    if (wrong === null) return { kind: 'loaded', network, card }
    network.dispose()
    throw new Error(wrong)
  } catch (error) {
    return { kind: 'none', reason: `The model in ${folder} can't be used: ${sentence(error)}.` }
  }
}

/** Writes a model beside its place and moves it there whole: who reads meanwhile finds the old one or the new one. */
export async function saveModel(
  { core }: Tensorflow,
  network: LayersModel,
  card: Omit<ModelCard, 'weightsSha256'>,
  folder: string,
): Promise<ModelCard> {
  let whole: ModelCard | null = null
  const next = `${folder}.new`
  const handler = core.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    if (weightData === undefined) throw new Error('The network has no weights to save')
    const weights = Buffer.from(new core.io.CompositeArrayBuffer(weightData).slice())
    whole = { ...card, weightsSha256: sha256(weights) }
    const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
    rmSync(next, { recursive: true, force: true })
    mkdirSync(next, { recursive: true })
    writeFileSync(join(next, 'weights.bin'), weights)
    writeJson(join(next, 'model.json'), { format: 'layers-model', modelTopology, weightsManifest: manifest })
    writeJson(join(next, 'card.json'), whole)
    return { modelArtifactsInfo: { dateSaved: new Date(card.madeAt), modelTopologyType: 'JSON' } }
  })
  await network.save(handler)
  if (whole === null) throw new Error('The network was not saved')
  const old = `${folder}.old`
  rmSync(old, { recursive: true, force: true })
  if (existsSync(folder)) renameSync(folder, old)
  renameSync(next, folder)
  rmSync(old, { recursive: true, force: true })
  return whole
}

/** Building takes seconds where initializers make numbers that the weights replace at once. */
function withoutInitializers(topology: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(topology, (key, value: unknown) =>
    key.endsWith('_initializer') && value !== null ? { class_name: 'Zeros', config: {} } : value,
  )
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
}

/** What of the network isn't as this version of EcoPulse builds its features; null where all is. */
function mismatch(network: LayersModel, { features }: ModelCard): string | null {
  const shapes = [...network.inputs, ...network.outputs].map(({ shape }) => shape.slice(1))
  const wanted = [
    [WINDOW_STEPS, WINDOW_FEATURES.length],
    [NEXT_HOUR_STEPS, AHEAD_FEATURES.length],
    [RECENT_FEATURES],
    [OUTPUTS],
  ]
  if (JSON.stringify(shapes) !== JSON.stringify(wanted)) return `its shapes are ${JSON.stringify(shapes)}`
  const expected = { window: WINDOW_FEATURES, ahead: AHEAD_FEATURES, recentSteps: RECENT_STEPS }
  const { window, ahead, recentSteps } = features
  const same = JSON.stringify({ window, ahead, recentSteps }) === JSON.stringify(expected)
  return same ? null : 'it takes other features than this version of EcoPulse gives'
}

function sentence(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues
    return `${issue?.path.join('.') || 'a file'}: ${issue?.message ?? 'not as expected'}`
  }
  return (reasonOf(error).split('\n')[0] ?? '').replace(/\.$/, '')
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'))
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
