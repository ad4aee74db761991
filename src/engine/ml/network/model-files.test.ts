import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillWeights, saveTestModel, TINY_NETWORK } from '../../../../tests/fixtures/make-model.ts'
import { makeComparison, makeModelCard } from '../../../../tests/fixtures/model-cards.ts'
import { createBatch } from '../features/batch.ts'
import { createModelLayout } from '../features/layout.ts'
import { LINEAR_WIDTH } from '../features/linear-path.ts'
import { openBackend } from '../tensorflow/backends.ts'
import type { Tensorflow } from '../tensorflow/tensorflow.ts'
import { describeUnusableModel, loadOwnModel, readCard, replaceFolder, saveModel } from './model-files.ts'
import { buildNetwork, runNetwork } from './network.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const scratch = mkdtempSync(join(tmpdir(), 'ecopulse-model-files-'))
const whole = join(scratch, 'whole')
let tf: Tensorflow

beforeAll(async () => {
  tf = (await openBackend(wasmDir, ['wasm'])).tf
  await saveTestModel(tf, { horizon: 'nextHour', folder: whole, plan: { ...TINY_NETWORK, members: 2 } })
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const filesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]))

describe('a model that is saved', () => {
  const layout = createModelLayout('nextHour')
  /** A network of its own, with all that belongs to it. */
  function made(seed: number) {
    const network = buildNetwork(tf, layout, { ...TINY_NETWORK, members: 2 }, seed)
    fillWeights(tf, network, seed)
    const { weightsSha256: _, ...card } = makeModelCard({ id: `m${seed}` })
    const linear = Array.from({ length: 4 }, (_row, step) =>
      Float64Array.from({ length: LINEAR_WIDTH }, (_weight, i) => Math.sin(step * 100 + i)),
    )
    const calibration = { floorKw: 1.25, groups: [{ low: 0.5, high: 2 }] }
    return { card, network, linear, scaleKw: 432.1, longestStill: 96, calibration }
  }

  test('is loaded as it was, and answers the same', async () => {
    const folder = join(scratch, 'round')
    const saved = made(3)
    const batch = createBatch(layout, 2)
    for (const room of [batch.window, batch.ahead, batch.recent]) room.set(room.map((_, i) => Math.cos(i)))
    const answer = runNetwork(tf, saved.network, layout, batch)
    const card = await saveModel(tf, saved, folder)
    saved.network.dispose()
    const loaded = await loadOwnModel(tf, folder)
    expect(runNetwork(tf, loaded.network, loaded.layout, batch)).toEqual(answer)
    expect(loaded).toMatchObject({ card, scaleKw: 432.1, longestStill: 96, calibration: saved.calibration, layout })
    expect(readCard(folder)).toEqual(card)
    loaded.linear.forEach((row, step) => {
      row.forEach((weight, i) => {
        expect(weight).toBeCloseTo(saved.linear[step]?.[i] ?? Number.NaN, 8)
      })
    })
    const sha = createHash('sha256')
      .update(readFileSync(join(folder, 'weights.bin')))
      .digest('hex')
    expect(card.weightsSha256).toBe(sha)
    loaded.network.dispose()
  })

  test('replaces the one that was there, and nothing of that stays', async () => {
    const folder = join(scratch, 'replaced')
    mkdirSync(`${folder}.new`, { recursive: true })
    writeFileSync(join(`${folder}.new`, 'half.bin'), 'of a run that was cut off')
    for (const seed of [1, 2]) {
      const model = made(seed)
      await saveModel(tf, model, folder)
      model.network.dispose()
      expect(readCard(folder).id).toBe(`m${seed}`)
      writeFileSync(join(folder, 'old.txt'), 'old')
    }
    const third = made(3)
    await saveModel(tf, third, folder)
    third.network.dispose()
    expect(readdirSync(folder).sort()).toEqual(['card.json', 'encoding.json', 'model.json', 'weights.bin'])
    expect(readdirSync(scratch).filter((name) => name.startsWith('replaced.'))).toEqual([])
  })

  test('can be read again where its load has no figures, or where a naive rule was never wrong', async () => {
    const folder = join(scratch, 'constant')
    const model = made(4)
    const holdout = makeComparison(1, 1)
    const score = { ...holdout.model, mape: Number.NaN, wape: Number.NaN }
    const skill = Number.NEGATIVE_INFINITY
    const card = { ...model.card, holdout: { ...holdout, model: score, skill } }
    await saveModel(tf, { ...model, card }, folder)
    model.network.dispose()
    const read = readCard(folder).holdout
    expect(read?.model).toEqual(score)
    // Whatever it is read as: a model that was worse than a rule without errors gained nothing.
    expect((read?.skill ?? 1) > 0).toBe(false)
  })

  test('leaves no tensor behind, however often it is saved and loaded', async () => {
    const folder = join(scratch, 'often')
    const model = made(5)
    await saveModel(tf, model, folder)
    const before = tf.core.memory().numTensors
    for (let i = 0; i < 3; i++) {
      await saveModel(tf, model, folder)
      const loaded = await loadOwnModel(tf, folder)
      loaded.network.dispose()
    }
    expect(tf.core.memory().numTensors).toBe(before)
    model.network.dispose()
  })
})

describe('a folder that is placed', () => {
  test('is there whole, or the old one stays', () => {
    const folder = join(scratch, 'placed')
    replaceFolder(folder, { a: 'first' })
    const notWritable = { 'no/such/folder': 'second' }
    expect(() => replaceFolder(folder, notWritable)).toThrow('ENOENT')
    expect(filesOf(folder)).toEqual({ a: Buffer.from('first') })
    replaceFolder(folder, { b: Uint8Array.of(1, 2) })
    expect(filesOf(folder)).toEqual({ b: Buffer.from([1, 2]) })
    expect(existsSync(`${folder}.new`)).toBe(false)
    expect(existsSync(`${folder}.old`)).toBe(false)
  })
})

/** What can be wrong with a folder, and the message for it. */
const DAMAGE: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
  ['is missing', (folder) => rmSync(folder, { recursive: true }), /card\.json/],
  ['has no card', (folder) => rmSync(join(folder, 'card.json')), /card\.json/],
  ['has an empty card', (folder) => writeFileSync(join(folder, 'card.json'), '{}'), /: id: /],
  ['has a card that is no JSON', (folder) => writeFileSync(join(folder, 'card.json'), '{'), /JSON/],
  ['has no network', (folder) => rmSync(join(folder, 'model.json')), /model\.json/],
  ['has a network that is no JSON', (folder) => writeFileSync(join(folder, 'model.json'), '{'), /JSON/],
  ['has a network of another format', (folder) => writeFileSync(join(folder, 'model.json'), '{}'), /: format: /],
  ['has weights that were cut short', (folder) => cutShort(join(folder, 'weights.bin')), /weights\.bin is not the one/],
  ['has other weights', (folder) => flipOne(join(folder, 'weights.bin')), /weights\.bin is not the one/],
  ['has no encoding', (folder) => rmSync(join(folder, 'encoding.json')), /encoding\.json/],
  ['has a scale of 0', (folder) => edit(folder, 'encoding.json', (it) => ({ ...it, scaleKw: 0 })), /: scaleKw: /],
  ['has no linear path', (folder) => edit(folder, 'encoding.json', (it) => ({ ...it, linear: [] })), /linear path/],
  [
    'has steps that no model has',
    (folder) => edit(folder, 'encoding.json', (it) => ({ ...it, resolutionMinutes: 7 })),
    /7 min long/,
  ],
  [
    'is of another horizon than its card',
    (folder) => edit(folder, 'card.json', (it) => ({ ...it, horizon: 'nextDay' })),
    /its shapes are .* this version of EcoPulse has/,
  ],
  [
    'has weights of other shapes than its layers',
    (folder) =>
      edit(folder, 'model.json', (it) => {
        const text = JSON.stringify(it).replace(/"units":4/, '"units":5')
        return JSON.parse(text)
      }),
    /shape/i,
  ],
  [
    'has a list of more weights than there are',
    (folder) =>
      edit(folder, 'model.json', (it) => JSON.parse(JSON.stringify(it).replace('"shape":[4]', '"shape":[400]'))),
    /./,
  ],
  [
    'has weights of layers that it doesn’t have',
    (folder) =>
      edit(folder, 'model.json', (it) =>
        JSON.parse(JSON.stringify(it).replaceAll('"name":"bend_0/', '"name":"bent_0/')),
      ),
    /bent_0|bend_0/,
  ],
]

function cutShort(file: string): void {
  writeFileSync(file, readFileSync(file).subarray(0, 100))
}

function flipOne(file: string): void {
  const bytes = readFileSync(file)
  bytes[7] = (bytes[7] ?? 0) ^ 1
  writeFileSync(file, bytes)
}

function edit(folder: string, name: string, change: (it: Record<string, unknown>) => Record<string, unknown>): void {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))))
}

test.each(DAMAGE)(
  'a model that %s is not opened: a sentence has what is wrong, and no tensor stays',
  async (name, harm, answer) => {
    const folder = join(scratch, name)
    cpSync(whole, folder, { recursive: true })
    harm(folder)
    const before = tf.core.memory().numTensors
    const sentence = await loadOwnModel(tf, folder).then(
      () => 'It was opened.',
      (error: unknown) => describeUnusableModel(folder, error),
    )
    expect(sentence.startsWith(`The model in ${folder} can't be used: `)).toBe(true)
    expect(sentence).toMatch(answer)
    expect(sentence).toMatch(/[^.]\.$/)
    expect(sentence).not.toContain('\n')
    expect(tf.core.memory().numTensors).toBe(before)
  },
)
