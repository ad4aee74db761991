import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { createThreadServer } from '../../runtime/threads/serve-thread.ts'
import { createForecaster } from './forecaster.ts'
import type { ForecasterMethods, ForecastWorkerData } from './forecaster-port.ts'

/** The forecaster's thread: opens a forecaster and answers the calls of `connectForecaster`. */
const server = createThreadServer(parentPort)
const { models, backends, kernel } = workerData as ForecastWorkerData
// In a packaged app the archive can be read as a folder, but not by every library that reads files.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const forecaster = await createForecaster({ models, wasmDir, backends, ...(kernel ? {} : { createKernel: null }) })

server.serve<ForecasterMethods>(forecaster)
await server.answerStart(() => null)
