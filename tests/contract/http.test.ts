import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { type RunningServer, startServer } from '../../src/server/server.ts'
import { createHttpClient } from '../fixtures/engine/http-client.ts'
import { createInProcessForecaster } from '../fixtures/engine/running-engine.ts'
import { contractCases } from './cases.ts'

let engine: Engine
let server: RunningServer

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecopulse-http-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>EcoPulse</title>')
  engine = await createEngine({
    dataDir: join(folder, 'data'),
    modelsDir: resolve('models'),
    version: '0.0.0',
    forecaster: await createInProcessForecaster(),
  })
  server = await startServer({ engine, pageDir: folder, version: '0.0.0', host: '127.0.0.1', port: 0 })
})

afterAll(async () => {
  await server?.close()
  await engine?.close()
})

describe('the contract over HTTP', () => {
  for (const { name, run } of contractCases) it(name, () => run(createHttpClient(server.address)))
})
