import { Worker } from 'node:worker_threads'
import { ThreadCalls, type ThreadEnd } from '../../runtime/threads/call-thread.ts'
import type { KerasFile, KerasModel } from './parse-keras-file.ts'

/** What the thread is started for. */
export type KerasTask =
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly fileName: string }
  | { readonly kind: 'write'; readonly model: KerasModel }

/** What it answers. */
export type KerasAnswer =
  | { readonly kind: 'read'; readonly file: KerasFile }
  | { readonly kind: 'written'; readonly bytes: Uint8Array }

/** How long a task may take, in ms. The largest file takes two seconds. */
export const PATIENCE = 30_000

/**
 * Does one task in a thread of its own, which then ends: the HDF5 library never gives memory back, and a damaged file
 * may keep it busy for good.
 * @returns `null` where there was no answer within `patienceMs`; the thread is ended then.
 * @throws EngineError `invalid`, field `file`, for what the thread refuses; Error where it fails.
 */
export async function runInKerasThread(task: KerasTask, patienceMs: number): Promise<KerasAnswer | null> {
  const worker = new Worker(workerFile(), { workerData: task })
  const calls = new ThreadCalls<Record<never, never>, KerasAnswer>(worker, { describeEnd })
  let timer: NodeJS.Timeout | undefined
  try {
    const overdue = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), patienceMs)
    })
    return await Promise.race([calls.started, overdue])
  } finally {
    clearTimeout(timer)
    await calls.terminate()
  }
}

function describeEnd(end: ThreadEnd): string {
  return end.kind === 'error' ? end.reason : `The thread for Keras files ended with code ${end.code}`
}

/** In a build every entry lies in one folder. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './keras-worker.ts' : './keras-worker.js', import.meta.url)
}
