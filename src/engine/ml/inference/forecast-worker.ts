import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { EngineError, reasonOf } from '../../runtime/engine-error.ts'
import { createForecaster } from './forecaster.ts'
import type { ForecastWorkerData, Method, Methods, Reply, Request } from './forecaster-rpc.ts'

/** The forecaster's thread: opens a forecaster and answers what `connectForecaster` asks, one after the other. */
const port = parentPort
if (port === null) throw new Error('The forecaster runs in a thread of its own')

const { models, backends, kernel } = workerData as ForecastWorkerData
// In a packaged app the archive can be read as a folder, but not everything that reads files knows it.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const forecaster = await createForecaster({ models, wasmDir, backends, ...(kernel ? {} : { createKernel: null }) })

const tell = (reply: Reply) => port.postMessage(reply)
port.on('message', (request: Request) => {
  const { id } = request
  answer(request).then(
    (value) => tell({ kind: 'value', id, value }),
    (error: unknown) =>
      tell({ kind: 'error', id, message: reasonOf(error), code: error instanceof EngineError ? error.code : null }),
  )
})
tell({ kind: 'ready' })

async function answer(request: Request): Promise<Methods[Method]['answer']> {
  switch (request.method) {
    case 'forecast':
      return forecaster.forecast(request.input.window, request.input.horizon)
    case 'use':
      await forecaster.use(request.input.folders)
      return null
    case 'status':
      return forecaster.status()
  }
}
