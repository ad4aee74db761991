import { parentPort, workerData } from 'node:worker_threads'
import { createThreadServer } from '../runtime/threads/serve-thread.ts'
import { openStore } from './open-store.ts'

/**
 * The store's thread: opens the file that `workerData` names, sends the outcome, and answers calls until it is closed.
 */
const server = createThreadServer(parentPort)
const opened = await server.answerStart(
  () => openStore(workerData),
  ({ notice }) => notice,
)
if (opened !== null) server.serve(opened.store, 'close')
