import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { ForecastWindow } from '../../domain/forecast.ts'
import { MINUTE } from '../../domain/time.ts'
import { connectForecaster } from './forecaster-client.ts'

const window: ForecastWindow = { end: 900_000, zone: 'UTC', loadKw: [1], temperatureC: null }

/** A thread that answers each window with its end, dies of window end 0, and fails for window end 1. */
const STAND_IN = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', ({ id, method, window }) => {
    if (method === 'forecast' && window.end === 0) process.exit(7)
    if (method === 'forecast' && window.end === 1) parentPort.postMessage({ kind: 'error', id, message: 'no luck' })
    else parentPort.postMessage({ kind: 'value', id, value: method === 'status' ? { model: 'm' } : { windowEnd: window.end } })
  })
  parentPort.postMessage({ kind: 'ready' })`

async function connected() {
  const state = { now: 0, started: 0 }
  const port = await connectForecaster({
    modelsDir: 'models',
    clock: { now: () => state.now },
    startWorker: () => {
      state.started += 1
      return new Worker(STAND_IN, { eval: true })
    },
  })
  return { port, state }
}

test('answers find their questions, and an error is answered as an error', async () => {
  const { port } = await connected()
  const ends = [3, 4, 5]
  const answers = await Promise.all(ends.map((end) => port.forecast({ ...window, end })))
  expect(answers.map(({ windowEnd }) => windowEnd)).toEqual(ends)
  await expect(port.forecast({ ...window, end: 1 })).rejects.toThrow('no luck')
  expect((await port.status()).model).toBe('m')
  await expect(port.forecast({ ...window, loadKw: [null] })).rejects.toThrow('at least one quarter-hour')
  await port.close()
  await expect(port.status()).rejects.toThrow('closed')
})

test('a thread that dies fails the call under way, and the next call starts it anew', async () => {
  const { port, state } = await connected()
  await expect(port.forecast({ ...window, end: 0 })).rejects.toThrow('its thread ended with code 7')
  expect((await port.forecast({ ...window, end: 9 })).windowEnd).toBe(9)
  expect(state.started).toBe(2)
  await port.close()
})

test('it is started anew three times a minute at most', async () => {
  const { port, state } = await connected()
  for (let i = 0; i < 4; i++) await expect(port.forecast({ ...window, end: 0 })).rejects.toThrow('code 7')
  await expect(port.forecast(window)).rejects.toThrow('again and again')
  expect(state.started).toBe(4)
  state.now += MINUTE
  expect((await port.forecast(window)).windowEnd).toBe(window.end)
  await port.close()
})

test('a thread that never gets ready is an error at once', async () => {
  const startWorker = () => new Worker('throw new Error("not built")', { eval: true })
  await expect(connectForecaster({ modelsDir: 'models', startWorker })).rejects.toThrow('not built')
})
