import { Worker } from 'node:worker_threads'
import type { TrainProgress } from '../ml/training/train.ts'
import { ThreadCalls, type ThreadEnd } from '../runtime/threads/call-thread.ts'
import { workerUrl } from '../runtime/threads/worker-url.ts'
import type { ModelJob, ModelJobAnswers, ModelJobEvent } from './model-jobs.ts'

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
  const onEvent = (event: ModelJobEvent) => {
    if (event.kind === 'read') watch.onRead?.(event.notes)
    else watch.onProgress?.(event.progress)
  }
  const calls = new ThreadCalls<Record<never, never>, ModelJobAnswers[J['kind']], ModelJobEvent>(startWorker(job), {
    describeEnd,
    onEvent,
  })
  const answer = calls.started
  const end = () => calls.terminate()
  // A thread that has answered has nothing more to do, and may hold a lot of memory.
  answer.then(end, end)
  return { answer, end }
}

function describeEnd(end: ThreadEnd): string {
  if (end.kind === 'error') return `The thread ended: ${end.reason}`
  return `The thread ended with code ${end.code} before it was done`
}

function startBuiltWorker(job: ModelJob): Worker {
  return new Worker(workerUrl('model'), { name: 'model', workerData: job })
}
