import { parentPort, workerData } from 'node:worker_threads'
import { EngineError } from '../../runtime/engine-error.ts'
import { encodeH5 } from './encode-h5.ts'
import type { KerasAnswer, KerasTask } from './keras-thread.ts'
import { parseKerasFile } from './parse-keras-file.ts'

/** The thread for Keras files: does the task that it is started with, and sends the result. */
const port = parentPort
if (port === null) throw new Error('Keras files are read in a thread of their own')

port.postMessage(await answer(workerData as KerasTask))

async function answer(task: KerasTask): Promise<KerasAnswer> {
  try {
    if (task.kind === 'write') return { kind: 'written', bytes: await encodeH5(task.model) }
    return { kind: 'read', file: await parseKerasFile(task.bytes, task.fileName) }
  } catch (error) {
    if (error instanceof EngineError) return { kind: 'refused', message: error.message }
    throw error
  }
}
