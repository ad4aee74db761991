import { Worker } from 'node:worker_threads'
import { EngineError } from '../../runtime/engine-error.ts'
import type { KerasFile, KerasModel } from './parse-keras-file.ts'

/** What the thread is started for. */
export type KerasTask =
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly fileName: string }
  | { readonly kind: 'write'; readonly model: KerasModel }

/** Its one message. */
export type KerasAnswer =
  | { readonly kind: 'read'; readonly file: KerasFile }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly message: string }

const OVERDUE = Symbol('overdue')

/**
 * Does one task in a thread of its own, which then ends: the HDF5 library never gives memory back, and a damaged file
 * may keep it busy for good.
 * @returns `null` where there was no answer within `patienceMs`; the thread is ended then.
 * @throws EngineError `invalid`, field `file`, for what the thread refuses; Error where it fails.
 */
export async function runInKerasThread(
  task: KerasTask,
  patienceMs: number,
): Promise<Exclude<KerasAnswer, { kind: 'refused' }> | null> {
  const worker = new Worker(workerFile(), { workerData: task })
  let timer: NodeJS.Timeout | undefined
  try {
    const answered = new Promise<KerasAnswer>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`The thread for Keras files ended with code ${code}`)))
    })
    const overdue = new Promise<typeof OVERDUE>((resolve) => {
      timer = setTimeout(() => resolve(OVERDUE), patienceMs)
    })
    const answer = await Promise.race([answered, overdue])
    if (answer === OVERDUE) return null
    if (answer.kind === 'refused') throw new EngineError('invalid', answer.message, 'file')
    return answer
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

/** In a build every entry lies in one folder. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './keras-worker.ts' : './keras-worker.js', import.meta.url)
}
