import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SettingsSchema } from '../../src/contract/settings.ts'
import { createEngine } from '../../src/engine/engine.ts'
import {
  connectWorkerForecaster,
  createFastClock,
  createTemporaryFolder,
  isConnected,
  startEngine,
  waitForEvent,
  waitUntil,
} from '../fixtures/engine/running-engine.ts'
import { serveRows } from '../fixtures/plant/csv-plant.ts'

describe('an engine that is started again', () => {
  it('shows the values from before, with their age, while the plant is away', async () => {
    const dataDir = createTemporaryFolder()
    const ts = Date.now() - 60_000
    const plant = await serveRows([{ ts, values: { load: 640 } }])
    const source = SettingsSchema.parse({ source: { kind: 'plant', url: plant.url } }).source
    const first = await startEngine(source, createFastClock(1), dataDir)
    await waitForEvent(first, (event) => event.kind === 'connection' && event.connection.kind !== 'connecting')
    await waitUntil(() => {
      plant.send(1)
      return plant.sent.length === 1
    })
    await waitForEvent(first, (event) => event.kind === 'samples')
    await first.close()
    await plant.kill()

    const second = await startEngine(source, createFastClock(1), dataDir)
    const tags = await second.call('tags', {})
    expect(tags).toMatchObject({ ok: true, value: expect.arrayContaining([expect.objectContaining({ id: 'load' })]) })
    const load = tags.ok ? tags.value.find(({ id }) => id === 'load') : undefined
    expect(load?.latest).toEqual({ at: ts, value: 640, quality: 'good', receivedAt: ts })
    await second.close()
  })

  it('starts without the recording that its settings name, and reports what is wrong', async () => {
    const dataDir = createTemporaryFolder()
    const source = { kind: 'replay', file: '/no/such/recording.csv' }
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ source }))
    const options = { dataDir, modelsDir: 'models', version: '0.0.0', clock: createFastClock(1) }
    const engine = await createEngine({ ...options, forecaster: await connectWorkerForecaster() })
    const health = await engine.call('health', {})
    expect(health).toMatchObject({
      ok: true,
      value: {
        status: 'degraded',
        connection: { kind: 'stopped', reason: expect.stringContaining('/no/such/recording.csv') },
      },
    })
    const mended = await engine.call('changeSettings', SettingsSchema.parse({}))
    expect(mended.ok).toBe(true)
    await waitForEvent(engine, isConnected)
    await engine.close()
  })
})
