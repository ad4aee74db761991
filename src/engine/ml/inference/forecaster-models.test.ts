import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveTestModel } from '../../../../tests/fixtures/make-model.ts'
import { makeTwoModels, type TwoModels } from '../../../../tests/fixtures/two-models.ts'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { HOUR } from '../../../domain/time/time.ts'

let made: TwoModels
const windowAt: TwoModels['windowAt'] = (i, change) => made.windowAt(i, change)
const open: TwoModels['open'] = (change) => made.open(change)
const tensors = () => made.tf.core.memory().numTensors

beforeAll(async () => {
  made = await makeTwoModels()
})
afterAll(() => made.remove())

describe('models', () => {
  /** A copy of the model of the next hour with something wrong. */
  function harmed(name: string, harm: (folder: string) => void): string {
    const folder = join(made.scratch, name)
    cpSync(made.first.nextHour, folder, { recursive: true })
    harm(folder)
    return folder
  }

  test('that can’t be opened leave naive forecasts with the reason; those of the other horizon go on', async () => {
    const nextHour = harmed('cut short', (folder) => writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(100)))
    const one = await open({ models: { ...made.first, nextHour } })
    const forecast = await one.forecast(windowAt(0), 'nextHour')
    expect(forecast).toMatchObject({ method: 'naive', model: null, backend: 'wasm' })
    expect(forecast.reason).toBe(
      `The model in ${nextHour} can't be used: weights.bin is not the one that card.json speaks of.`,
    )
    expect(forecast.steps).toHaveLength(4)
    expect(await one.forecast(windowAt(0), 'nextDay')).toMatchObject({ method: 'model' })
    expect(one.status()).toMatchObject({
      models: { nextHour: null, nextDay: 'made-nextDay-1' },
      lastFailure: forecast.reason,
      latencies: [{ horizon: 'nextHour', computedBy: 'naive rule' }, { horizon: 'nextDay' }],
    })
    one.close()
    const nowhere = { nextHour: join(made.scratch, 'no'), nextDay: join(made.scratch, 'where') }
    const none = await open({ models: nowhere })
    for (const horizon of HORIZONS) {
      expect((await none.forecast(windowAt(0), horizon)).reason).toContain(
        `The model in ${nowhere[horizon]} can't be used`,
      )
    }
    expect(none.status()).toMatchObject({ backend: 'wasm', backendNote: '', models: { nextHour: null, nextDay: null } })
    none.close()
  })

  test('of another horizon, or of other steps than quarter-hours, are refused', async () => {
    const hourly = join(made.scratch, 'hourly')
    await saveTestModel(made.tf, { horizon: 'nextDay', folder: hourly, resolutionMs: HOUR })
    const before = tensors()
    const swapped = await open({ models: { nextHour: made.first.nextDay, nextDay: hourly } })
    expect((await swapped.forecast(windowAt(0), 'nextHour')).reason).toContain('another horizon, nextDay')
    expect((await swapped.forecast(windowAt(0), 'nextDay')).reason).toContain('steps of 60 min')
    expect(tensors()).toBe(before)
    swapped.close()
  })

  test('are put in place of others: the same window is forecast anew, and by the new one', async () => {
    const before = tensors()
    const changing = await open()
    const old = await changing.forecast(windowAt(20), 'nextDay')
    await changing.use(made.second)
    expect(changing.status().models).toEqual({ nextHour: 'made-nextHour-2', nextDay: 'made-nextDay-2' })
    const next = await changing.forecast(windowAt(20), 'nextDay')
    expect(next).toMatchObject({ model: 'made-nextDay-2', cached: false })
    expect(next.steps).not.toEqual(old.steps)
    // Back again: the earlier forecasts are still in the cache.
    await changing.use(made.first)
    expect(await changing.forecast(windowAt(20), 'nextDay')).toMatchObject({
      ...old,
      cached: true,
      latencyMs: expect.any(Number),
    })
    changing.close()
    expect(tensors()).toBe(before)
  })

  test('that have the weights of others are named by their own id', async () => {
    const twin = join(made.scratch, 'twin')
    await saveTestModel(made.tf, { horizon: 'nextHour', folder: twin, seed: 1, card: { id: 'twin' } })
    const changing = await open()
    await changing.forecast(windowAt(20), 'nextHour')
    await changing.use({ ...made.first, nextHour: twin })
    expect(await changing.forecast(windowAt(20), 'nextHour')).toMatchObject({ model: 'twin', cached: false })
    changing.close()
  })

  test('of one horizon can be taken though there is none of the other', async () => {
    const changing = await open({ models: { ...made.first, nextHour: join(made.scratch, 'nowhere') } })
    await changing.use({ nextHour: join(made.scratch, 'nowhere'), nextDay: made.second.nextDay })
    expect(changing.status().models).toEqual({ nextHour: null, nextDay: 'made-nextDay-2' })
    await changing.use(made.first)
    expect(changing.status().models).toEqual({ nextHour: 'made-nextHour-1', nextDay: 'made-nextDay-1' })
    changing.close()
  })

  test('that can’t be opened don’t replace those in use, and leave no tensor behind', async () => {
    const nextHour = harmed('no encoding', (folder) => rmSync(join(folder, 'encoding.json')))
    const changing = await open()
    const before = tensors()
    for (const folders of [
      { ...made.second, nextHour },
      { ...made.second, nextDay: join(made.scratch, 'nowhere') },
      { nextHour: made.second.nextDay, nextDay: made.second.nextHour },
    ]) {
      await expect(changing.use(folders)).rejects.toThrow(
        expect.objectContaining({
          name: 'EngineError',
          code: 'invalid',
          message: expect.stringMatching(/can't be used: .+\.$/),
          // What is wrong is a file in the folder, and nothing that a caller entered.
          field: undefined,
        }),
      )
      expect(tensors()).toBe(before)
    }
    expect(changing.status().models).toEqual({ nextHour: 'made-nextHour-1', nextDay: 'made-nextDay-1' })
    for (const horizon of HORIZONS) {
      expect(await changing.forecast(windowAt(60), horizon)).toMatchObject({
        method: 'model',
        model: `made-${horizon}-1`,
      })
    }
    changing.close()
  })
})

test('thousands of forecasts leave no tensor behind, and the heap as it was', async () => {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('Node must run with --expose-gc')
  const forecaster = await open()
  const run = async (from: number, count: number) => {
    const { loadKw } = windowAt(0)
    for (let i = from; i < from + count; i++) {
      const window = windowAt(0, { loadKw: [...loadKw.slice(1), 300 + i / 100] })
      await forecaster.forecast(window, i % 10 === 0 ? 'nextDay' : 'nextHour')
    }
    collect()
    return { tensors: tensors(), heapBytes: process.memoryUsage().heapUsed }
  }
  const before = await run(0, 500)
  const after = await run(500, 2500)
  expect(after.tensors).toBe(before.tensors)
  expect(after.heapBytes - before.heapBytes).toBeLessThan(2_000_000)
  forecaster.close()
}, 60_000)
