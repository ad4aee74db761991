import { parentPort, workerData } from 'node:worker_threads'
import { createThreadServer } from '../../runtime/threads/serve-thread.ts'
import { encodeH5 } from './encode-h5.ts'
import type { KerasAnswer, KerasTask } from './keras-thread.ts'
import { parseKerasFile } from './parse-keras-file.ts'

/** The thread for Keras files: does the task that it is started with, and answers with its result. */
await createThreadServer(parentPort).answerStart(() => runTask(workerData as KerasTask))

async function runTask(task: KerasTask): Promise<KerasAnswer> {
  if (task.kind === 'write') return { kind: 'written', bytes: await encodeH5(task.model) }
  return { kind: 'read', file: await parseKerasFile(task.bytes, task.fileName) }
}
