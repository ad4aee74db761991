import { rmSync } from 'node:fs'
import type { TrainingJob } from '../../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import type { Clock } from '../../runtime/clock.ts'
import { HORIZON_SLUGS } from '../model-folders.ts'
import type { TrainJob } from '../model-jobs.ts'
import type { ModelLibrary, ModelLocation } from '../model-library.ts'
import { type JobHooks, type RunningJob, type StartModelWorker, startModelJob } from '../model-thread.ts'
import type { TrainingResult } from './training-text.ts'

/** What a run needs, and what it calls. */
export interface TrainingRunContext {
  readonly library: Pick<ModelLibrary, 'newPlace' | 'inUse'>
  readonly clock: Pick<Clock, 'now'>
  /** With two or more both horizons are trained at once, else one after the other. */
  readonly cores: number
  /** The built worker by default. */
  readonly startWorker?: StartModelWorker | undefined
  readonly onChange: () => void
  /** A job has read its data: it will not be refused for that any more. */
  readonly onRead: () => void
}

/** A model of each horizon that is being trained, each in a thread of its own. */
export interface TrainingRun {
  jobs(): readonly TrainingJob[]
  /** The result of each; a thread that died is a failure like any other. */
  readonly results: Promise<readonly TrainingResult[]>
  /** Ends the threads at once; nothing that they made, or were about to, is left. */
  end(): Promise<void>
}

/** Before this share of a job is done, the time that is left is not estimated. */
const ENOUGH_SHARE = 0.02

/** What is trained, the same for each horizon. */
type CommonJob = Omit<TrainJob, 'kind' | 'horizon' | 'made' | 'rival'>

/** Starts a thread for each horizon, at once or one after the other. */
export function startTrainingRun(job: CommonJob, context: TrainingRunContext): TrainingRun {
  return new ThreadedTrainingRun(job, context)
}

class ThreadedTrainingRun implements TrainingRun {
  readonly #job: CommonJob
  readonly #context: TrainingRunContext
  readonly #jobs = new Map(HORIZONS.map((horizon) => [horizon, createWaitingJob(horizon)]))
  readonly #places: ModelLocation[] = []
  readonly #threads = new Set<RunningJob<unknown>>()
  #ended = false
  readonly results: Promise<readonly TrainingResult[]>

  constructor(job: CommonJob, context: TrainingRunContext) {
    this.#job = job
    this.#context = context
    const train = (horizon: Horizon) => this.#train(horizon)
    this.results = context.cores >= 2 ? Promise.all(HORIZONS.map(train)) : runInSequence(HORIZONS, train)
  }

  jobs(): readonly TrainingJob[] {
    return [...this.#jobs.values()]
  }

  async end(): Promise<void> {
    this.#ended = true
    await Promise.all([...this.#threads].map((thread) => thread.end()))
    for (const place of this.#places) deleteFiles(place)
  }

  async #train(horizon: Horizon): Promise<TrainingResult> {
    if (this.#ended) return { kind: 'failed', horizon, error: new Error('It was cancelled') }
    const made = this.#context.library.newPlace(HORIZON_SLUGS[horizon])
    this.#places.push(made)
    try {
      this.#updateJob(horizon, { phase: 'reading' })
      const thread = this.#startThread(horizon, made)
      this.#threads.add(thread)
      await thread.answer
      this.#updateJob(horizon, { phase: 'done', share: 1, leftMs: 0 })
      return { kind: 'made', horizon, id: made.id }
    } catch (error) {
      deleteFiles(made)
      return { kind: 'failed', horizon, error }
    }
  }

  #startThread(horizon: Horizon, made: ModelLocation): RunningJob<unknown> {
    const { library, clock, startWorker, onRead } = this.#context
    const startedAt = clock.now()
    const onProgress: NonNullable<JobHooks['onProgress']> = (progress) => {
      const { share, leftMs } = progress
      const estimate = share < ENOUGH_SHARE ? null : ((clock.now() - startedAt) * (1 - share)) / share
      this.#updateJob(horizon, { ...progress, leftMs: leftMs ?? estimate })
    }
    const job = { ...this.#job, kind: 'train' as const, horizon, made, rival: library.inUse(horizon) }
    return startModelJob(job, { onRead, onProgress }, startWorker)
  }

  #updateJob(horizon: Horizon, changes: Partial<TrainingJob>): void {
    this.#jobs.set(horizon, { ...(this.#jobs.get(horizon) ?? createWaitingJob(horizon)), ...changes })
    this.#context.onChange()
  }
}

/** The progress of a job that has not begun. */
export function createWaitingJob(horizon: Horizon): TrainingJob {
  return { horizon, phase: 'waiting', epoch: 0, epochs: 0, share: 0, leftMs: null, loss: null, validationLoss: null }
}

async function runInSequence<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await run(item))
  return results
}

/** Deletes what a training has put into its place, or was about to. */
function deleteFiles({ folder }: ModelLocation): void {
  for (const path of [folder, `${folder}.new`, `${folder}.old`]) rmSync(path, { recursive: true, force: true })
}
