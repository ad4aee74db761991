import { Worker } from 'node:worker_threads'
import type { TrainProgress } from '../ml/training/train.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { workerUrl } from '../runtime/worker-url.ts'
import type { ModelJob, ModelJobAnswers, ModelReply } from './model-jobs.ts'

/** Starts the thread of a job. */
export type StartModelWorker = (job: ModelJob) => Worker

/** The listeners of a job's progress. */
export interface JobHooks {
  readonly onRead?: (notes: readonly string[]) => void
  readonly onProgress?: (progress: TrainProgress) => void
}

/** A job that runs in a thread of its own. */
export interface RunningJob<A> {
  /** Rejects with an EngineError for what a user can mend, and with an Error where the thread ended before it answered. */
  readonly answer: Promise<A>
  /** Ends the thread at once, whatever it is at; resolves when it has ended. */
  end(): Promise<void>
}

/** Starts a job in a thread of its own, which ends with it. The built worker is started by default. */
export function startModelJob<J extends ModelJob>(
  job: J,
  watch: JobHooks = {},
  startWorker: StartModelWorker = startBuiltWorker,
): RunningJob<ModelJobAnswers[J['kind']]> {
  const worker = startWorker(job)
  const answer = new Promise<ModelJobAnswers[J['kind']]>((resolve, reject) => {
    worker.on('message', (reply: ModelReply) => {
      if (reply.kind === 'read') watch.onRead?.(reply.notes)
      else if (reply.kind === 'progress') watch.onProgress?.(reply.progress)
      else if (reply.kind === 'answer') resolve(reply.answer as ModelJobAnswers[J['kind']])
      else reject(toError(reply))
    })
    worker.on('error', (error) => reject(new Error(`The thread ended: ${reasonOf(error)}`)))
    worker.on('exit', (code) => reject(new Error(`The thread ended with code ${code} before it was done`)))
  })
  const end = async () => {
    await worker.terminate()
  }
  // A thread that has answered has nothing more to do, and may hold a lot of memory.
  answer.then(end, end)
  return { answer, end }
}

function toError({ code, message, field }: Extract<ModelReply, { kind: 'error' }>): Error {
  return code === null ? new Error(message) : new EngineError(code, message, field)
}

function startBuiltWorker(job: ModelJob): Worker {
  return new Worker(workerUrl('model'), { name: 'model', workerData: job })
}
