import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { EngineError, reasonOf } from '../../runtime/engine-error.ts'
import { createForecaster } from './forecaster.ts'
import type {
  ForecasterMethod,
  ForecasterMethods,
  ForecasterReply,
  ForecasterRequest,
  ForecastWorkerData,
} from './forecaster-rpc.ts'

/** The forecaster's thread: opens a forecaster and answers the calls of `connectForecaster`, one after the other. */
const port = parentPort
if (port === null) throw new Error('The forecaster runs in a thread of its own')

const { models, backends, kernel } = workerData as ForecastWorkerData
// In a packaged app the archive can be read as a folder, but not everything that reads files knows it.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
const forecaster = await createForecaster({ models, wasmDir, backends, ...(kernel ? {} : { createKernel: null }) })

const post = (reply: ForecasterReply) => port.postMessage(reply)
port.on('message', (request: ForecasterRequest) => {
  const { id } = request
  answer(request).then(
    (value) => post({ kind: 'value', id, value }),
    (error: unknown) =>
      post({ kind: 'error', id, message: reasonOf(error), code: error instanceof EngineError ? error.code : null }),
  )
})
post({ kind: 'ready' })

async function answer(request: ForecasterRequest): Promise<ForecasterMethods[ForecasterMethod]['answer']> {
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
