import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { startServer } from '../../src/server/server.ts'
import { createHttpClient } from '../fixtures/engine/http-client.ts'
import {
  connectWorkerForecaster,
  createFastClock,
  createTemporaryFolder,
  isConnected,
  waitForEvent,
  waitUntil,
} from '../fixtures/engine/running-engine.ts'
import { serveRows } from '../fixtures/plant/csv-plant.ts'

const RECONNECTIONS = 50
const PAGES = 20
const SECONDS = 3_600
const MEBIBYTE = 1024 * 1024

const collect = globalThis.gc

/** What a leak would show in: the heap after a collection, what keeps the event loop alive, and tensors. */
async function footprint(tensors: () => Promise<number>) {
  for (let i = 0; i < 4; i += 1) {
    await new Promise((resume) => setImmediate(resume))
    collect?.()
  }
  return {
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().filter((kind) => kind !== 'Immediate').length,
    tensors: await tensors(),
  }
}

it.skipIf(collect === undefined)(
  'nothing leaks in an hour of telemetry with 50 reconnections and 20 pages (skipped without --expose-gc)',
  async () => {
    const start = Date.UTC(2026, 0, 5)
    const rows = Array.from({ length: SECONDS * 3 }, (_, second) => ({
      ts: start + second * 1000,
      values: {
        load: 800 + (second % 60),
        solar: second % 200,
        power_factor: 0.95,
        frequency: 50,
        temperature: 20,
        press_kw: 40,
      },
    }))
    const plant = await serveRows(rows)
    const folder = mkdtempSync(join(tmpdir(), 'ecopulse-leak-'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    const forecaster = await connectWorkerForecaster()
    const engine = await createEngine({
      dataDir: createTemporaryFolder(),
      modelsDir: 'models',
      version: '0.0.0',
      source: {
        kind: 'plant',
        url: plant.url,
        auth: { kind: 'none' },
        tls: {},
        mapping: [],
        gridSign: 'import',
        pingSeconds: 300,
      },
      clock: createFastClock(20),
      forecaster,
    })
    const server = await startServer({ engine, pageDir: folder, version: '0.0.0', host: '127.0.0.1', port: 0 })
    const tensors = async () => (await forecaster.status()).tensors

    const round = async (messages: number, reconnections: number, pages: number) => {
      for (let i = 0; i < reconnections; i += 1) {
        await waitForEvent(engine, isConnected)
        const before = plant.sent.length
        await waitUntil(() => {
          plant.send(10)
          return plant.sent.length - before >= messages / reconnections
        })
        await plant.kill()
        await waitForEvent(engine, (event) => event.kind === 'connection' && event.connection.kind === 'waiting')
        await plant.restart()
        if (i < pages) {
          await new Promise<void>((resolve) => {
            const end = createHttpClient(server.address).subscribe(() => {
              end()
              resolve()
            })
          })
        }
        if (i % 10 === 0) await engine.call('forecastNow', {})
      }
      await waitForEvent(engine, isConnected)
      await engine.call('history', { tag: 'load', from: start, to: start + SECONDS * 1000 })
    }

    // What is made once and kept is no leak: a first, shorter round makes it.
    await round(SECONDS, 20, 10)
    const before = await footprint(tensors)
    await round(SECONDS, RECONNECTIONS, PAGES)
    const after = await footprint(tensors)

    expect(after.tensors).toBe(before.tensors)
    expect(after.handles).toBeLessThanOrEqual(before.handles + 2)
    expect((after.heap - before.heap) / MEBIBYTE).toBeLessThan(4)
    await server.close()
    await engine.close()
    await plant.kill()
  },
  120_000,
)
