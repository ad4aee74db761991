import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { reasonOf } from '../engine-error.ts'
import { createForecaster } from './forecaster.ts'
import type { ForecastWorkerData, Reply, Request } from './rpc.ts'

/** The forecaster's thread: opens a forecaster and answers what `connectForecaster` asks. */
const port = parentPort
if (port === null) throw new Error('The forecaster runs in a thread of its own')

const { modelsDir, backends } = workerData as ForecastWorkerData
// In a packaged app the archive can be read as a folder, but not everything that reads files knows it.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const forecaster = await createForecaster({ modelsDir, wasmDir, backends })

const tell = (reply: Reply) => port.postMessage(reply)
port.on('message', (request: Request) => {
  answer(request).then(
    (value) => tell({ kind: 'value', id: request.id, value }),
    (error: unknown) => tell({ kind: 'error', id: request.id, message: reasonOf(error) }),
  )
})
tell({ kind: 'ready' })

async function answer(request: Request) {
  return request.method === 'status' ? forecaster.status() : forecaster.forecast(request.window)
}
