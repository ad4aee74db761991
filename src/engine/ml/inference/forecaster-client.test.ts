import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import type { ForecastWindow } from '../../../domain/forecast/forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import { connectForecaster } from './forecaster-client.ts'
import type { ForecastWorkerData, ModelFolders } from './forecaster-port.ts'

const window: ForecastWindow = { end: 900_000, zone: 'UTC', loadKw: [1], temperatureC: null }
const models: ModelFolders = { nextHour: 'hour-1', nextDay: 'day-1' }
const endingAt = (end: number): ForecastWindow => ({ ...window, end })

/**
 * A thread that answers each window with its end, in the order of the calls. It dies of window end 0, and fails for
 * window end 1 by a bug, and for 2 by an error that a caller can mend. It refuses the folder `damaged`, and dies of
 * `deadly`.
 */
const STAND_IN = `
  const { parentPort, workerData } = require('node:worker_threads')
  let models = workerData.models
  let answered = 0
  const fail = (id, message, code) => parentPort.postMessage({ kind: 'failure', id, error: { message, code } })
  const answer = (id, value) => parentPort.postMessage({ kind: 'answer', id, value })
  parentPort.on('message', ({ id, method, args }) => {
    if (method === 'forecast') {
      const [{ end }, horizon] = args
      if (end === 0) process.exit(7)
      if (end === 1) return fail(id, 'no luck', null)
      if (end === 2) return fail(id, 'give more', 'invalid')
      return answer(id, { windowEnd: end, horizon, nth: answered++ })
    }
    if (method === 'use') {
      const [folders] = args
      if (folders.nextHour === 'deadly') process.exit(9)
      if (folders.nextHour === 'damaged') return fail(id, 'It is damaged.', 'invalid')
      models = folders
      return answer(id, null)
    }
    answer(id, { models })
  })
  answer(0, null)`

async function connected() {
  const state = { now: 0, started: [] as ForecastWorkerData[] }
  const port = await connectForecaster({
    models,
    clock: { now: () => state.now },
    startWorker: (workerData) => {
      state.started.push(workerData)
      return new Worker(STAND_IN, { eval: true, workerData })
    },
  })
  return { port, state }
}

describe('a thread', () => {
  test('answers each question, and an error as the error that it was', async () => {
    const { port } = await connected()
    const ends = [3, 4, 5]
    const answers = await Promise.all(ends.map((end) => port.forecast(endingAt(end), 'nextDay')))
    expect(answers.map(({ windowEnd, horizon }) => [windowEnd, horizon])).toEqual(ends.map((end) => [end, 'nextDay']))
    await expect(port.forecast(endingAt(1), 'nextHour')).rejects.toThrow(
      expect.objectContaining({ name: 'Error', message: 'no luck' }),
    )
    await expect(port.forecast(endingAt(2), 'nextHour')).rejects.toThrow(
      expect.objectContaining({ name: 'EngineError', code: 'invalid', message: 'give more' }),
    )
    await port.close()
  })

  test('is not called for no windows', async () => {
    const { port } = await connected()
    const nothing = { ...window, loadKw: [null] }
    await expect(port.forecast(nothing, 'nextHour')).rejects.toThrow('at least one quarter-hour')
    await expect(port.forecastMany([nothing], 'nextHour')).rejects.toThrow('at least one quarter-hour')
    await port.close()
  })

  test('has how many calls wait before it, itself not counted', async () => {
    const { port } = await connected()
    const forecasts = [3, 4].map((end) => port.forecast(endingAt(end), 'nextHour'))
    expect(await port.status()).toEqual({ models, queued: 2 })
    await Promise.all(forecasts)
    expect((await port.status()).queued).toBe(0)
    await port.close()
  })

  test('gets no more calls once it is closed, and what was under way is answered', async () => {
    const { port } = await connected()
    const answer = port.forecast(window, 'nextHour')
    await Promise.all([expect(answer).rejects.toThrow('it was closed'), port.close()])
    await expect(port.status()).rejects.toThrow('closed')
    await expect(port.forecast(window, 'nextHour')).rejects.toThrow('closed')
    await expect(port.use(models)).rejects.toThrow('closed')
  })

  test('that never gets ready is an error at once', async () => {
    const startWorker = () => new Worker('throw new Error("not built")', { eval: true })
    await expect(connectForecaster({ models, startWorker })).rejects.toThrow('not built')
  })
})

describe('many windows', () => {
  test('are answered in their order, and a single one that is requested meanwhile passes between two of them', async () => {
    const { port } = await connected()
    const ends = Array.from({ length: 50 }, (_, i) => 100 + i)
    const many = port.forecastMany(ends.map(endingAt), 'nextDay')
    const single = await port.forecast(endingAt(7), 'nextHour')
    const answers = await many
    expect(answers.map(({ windowEnd }) => windowEnd)).toEqual(ends)
    // The thread counts what it answers: of the many only the first was before it.
    expect(single).toMatchObject({ nth: 1 })
    expect(answers.map((answer) => 'nth' in answer && answer.nth)).toEqual([0, ...ends.slice(1).map((_, i) => i + 2)])
    await port.close()
  })

  test('end with the first that fails, and none of them is nothing to do', async () => {
    const { port } = await connected()
    await expect(port.forecastMany([3, 2, 4].map(endingAt), 'nextHour')).rejects.toThrow('give more')
    expect(await port.forecastMany([], 'nextHour')).toEqual([])
    expect(await port.forecast(endingAt(5), 'nextHour')).toMatchObject({ nth: 1 })
    await port.close()
  })
})

describe('a thread that dies', () => {
  test('fails the calls under way, and the next call starts it anew', async () => {
    const { port, state } = await connected()
    const calls = [0, 3, 4].map((end) => port.forecast(endingAt(end), 'nextHour'))
    for (const call of calls) await expect(call).rejects.toThrow('its thread ended with code 7')
    expect(await port.forecast(endingAt(9), 'nextHour')).toMatchObject({ windowEnd: 9 })
    expect(state.started).toHaveLength(2)
    await port.close()
  })

  test('is started anew with the models in use', async () => {
    const { port, state } = await connected()
    const others = { nextHour: 'hour-2', nextDay: 'day-2' }
    await port.use(others)
    expect((await port.status()).models).toEqual(others)
    await expect(port.forecast(endingAt(0), 'nextHour')).rejects.toThrow('code 7')
    expect((await port.status()).models).toEqual(others)
    expect(state.started.map((data) => data.models)).toEqual([models, others])
    await port.close()
  })

  test('of models that were to be used is started anew with those before, as after models that were refused', async () => {
    const { port, state } = await connected()
    await expect(port.use({ ...models, nextHour: 'damaged' })).rejects.toThrow(
      expect.objectContaining({ name: 'EngineError', code: 'invalid', message: 'It is damaged.' }),
    )
    await expect(port.use({ ...models, nextHour: 'deadly' })).rejects.toThrow('code 9')
    expect((await port.status()).models).toEqual(models)
    expect(state.started.map((data) => data.models)).toEqual([models, models])
    await port.close()
  })

  test('is started anew three times a minute at most', async () => {
    const { port, state } = await connected()
    for (let i = 0; i < 4; i++) await expect(port.forecast(endingAt(0), 'nextHour')).rejects.toThrow('code 7')
    await expect(port.forecast(window, 'nextHour')).rejects.toThrow('again and again')
    expect(state.started).toHaveLength(4)
    state.now += MINUTE
    expect(await port.forecast(window, 'nextHour')).toMatchObject({ windowEnd: window.end })
    await port.close()
  })
})

test('the thread is given the backends to try, and whether the kernel may compute', async () => {
  const started: ForecastWorkerData[] = []
  const startWorker = (workerData: ForecastWorkerData) => {
    started.push(workerData)
    return new Worker(STAND_IN, { eval: true, workerData })
  }
  const ports = [
    await connectForecaster({ models, startWorker }),
    await connectForecaster({ models, startWorker, backends: ['cpu'], kernel: false }),
  ]
  expect(started).toEqual([
    { models, backends: ['tfjs-node', 'wasm', 'cpu'], kernel: true },
    { models, backends: ['cpu'], kernel: false },
  ])
  for (const port of ports) await port.close()
})
