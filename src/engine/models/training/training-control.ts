import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import type { Training, TrainingData } from '../../../contract/schemas/models.ts'
import { FORECAST_RESOLUTION, HORIZONS } from '../../../domain/forecast/forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import type { Clock } from '../../runtime/clock.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { createThrottle, type Throttle } from '../../runtime/throttle.ts'
import { daysOfLoad, requireTrainingDays } from '../kept-history.ts'
import type { TrainJob } from '../model-jobs.ts'
import type { ModelLibrary } from '../model-library.ts'
import type { StartModelWorker } from '../model-thread.ts'
import { createWaitingJob, startTrainingRun, type TrainingRun } from './training-run.ts'
import { summarizeTraining } from './training-text.ts'

/** Of chance in training: the same data make the same model. */
const SEED = 1

/** Progress is published at most this often, in ms. */
const PUBLISH_PAUSE = 500

/** The engine forecasts quarter-hours, whatever a CSV has. */
const STEP_MINUTES = FORECAST_RESOLUTION / MINUTE

/** What training works with. */
export interface TrainingContext {
  readonly library: ModelLibrary
  /** The kept load of the source in use, and what it is called in a card; null where none is kept. */
  readonly readHistory: () => Promise<{ readonly series: LoadSeries; readonly source: string } | null>
  readonly version: string
  readonly clock: Clock
  /** Called whenever the state has changed; of progress twice a second at the most. */
  readonly publish: (training: Training) => void
  /** Cores of the machine: with two or more both horizons are trained at once. */
  readonly cores?: number
  readonly startWorker?: StartModelWorker
}

/** The training of models: one at a time. */
export interface TrainingControl {
  state(): Training
  /**
   * Starts to train a model for each horizon; answers as soon as the data has been read.
   * @throws EngineError `unavailable` while a training is under way, or where too little load is kept; `invalid` with
   * the field (`data.value`) where a CSV can't be read. Then it is as if it had never been started.
   */
  start(data: TrainingData): Promise<Training>
  /** Ends a training that is under way, at once; nothing of it is kept, and models in use stay in use. */
  cancel(): Promise<Training>
  close(): Promise<void>
}

type Ended = Extract<Training, { kind: 'ended' }>
type PreparedData = Pick<TrainJob, 'data' | 'source'>

/** A training from its start on; `run` is null while its data is being read. */
interface CurrentTraining {
  readonly startedAt: number
  data: string
  run: TrainingRun | null
  cancelled: boolean
}

/** The control of an engine; no training runs to begin with. */
export function createTrainingControl(context: TrainingContext): TrainingControl {
  return new SingleTrainingControl(context)
}

class SingleTrainingControl implements TrainingControl {
  readonly #context: TrainingContext
  readonly #progress: Throttle
  #past: Exclude<Training, { kind: 'running' }> = { kind: 'idle' }
  #current: CurrentTraining | null = null

  constructor(context: TrainingContext) {
    this.#context = context
    this.#progress = createThrottle(context.clock, { pauseMs: PUBLISH_PAUSE }, () => context.publish(this.state()))
  }

  state(): Training {
    if (this.#current === null) return this.#past
    const { startedAt, data, run } = this.#current
    return { kind: 'running', startedAt, data, jobs: [...(run?.jobs() ?? HORIZONS.map(createWaitingJob))] }
  }

  async start(data: TrainingData): Promise<Training> {
    if (this.#current !== null) {
      throw new EngineError('unavailable', 'Models are being trained already: wait for them, or cancel that.')
    }
    const startedAt = this.#context.clock.now()
    const mine: CurrentTraining = { startedAt, data: describeData(data), run: null, cancelled: false }
    this.#current = mine
    this.#progress.runNow()
    try {
      const prepared = await prepareData(data, this.#context.readHistory)
      if (prepared.data.kind === 'series')
        mine.data = `${Math.floor(daysOfLoad(prepared.data.series))} days of kept load`
      if (!mine.cancelled) await this.#begin(mine, prepared)
    } catch (error) {
      if (this.#current === mine) this.#current = null
      this.#progress.runNow()
      throw error
    }
    return this.state()
  }

  async cancel(): Promise<Training> {
    const stopped = await this.#stop()
    if (stopped !== null) {
      const message = 'Cancelled: nothing of it was kept, and the models in use are as they were.'
      this.#finish(stopped, { outcome: 'cancelled', message, models: [] })
    }
    return this.state()
  }

  async close(): Promise<void> {
    this.#progress.close()
    await this.#stop()
  }

  /** Resolves when the data was read and training goes on, or is over; rejects where the data is refused. */
  #begin(mine: CurrentTraining, prepared: PreparedData): Promise<void> {
    return new Promise((resolve, reject) => {
      let wasRead = prepared.data.kind === 'series'
      mine.run = this.#startRun(prepared, () => {
        wasRead = true
        resolve()
      })
      if (wasRead) resolve()
      mine.run.results.then((results) => {
        if (mine.cancelled) return resolve()
        const failure = results.find((result) => result.kind === 'failed')?.error
        if (!wasRead && failure instanceof EngineError) return reject(toDataError(failure))
        const { library } = this.#context
        library.refresh()
        this.#finish(
          mine,
          summarizeTraining(results, (id) => library.entry(id)),
        )
        resolve()
      }, reject)
    })
  }

  #startRun(prepared: PreparedData, onRead: () => void): TrainingRun {
    const { library, clock, version, cores = availableParallelism(), startWorker } = this.#context
    const about = { now: clock.now(), version, command: 'trained in the app', seed: SEED }
    const context = { library, clock, cores, startWorker, onChange: this.#progress.request, onRead }
    return startTrainingRun({ ...prepared, ...about }, context)
  }

  #finish({ startedAt, data }: CurrentTraining, end: Pick<Ended, 'outcome' | 'message' | 'models'>): void {
    this.#past = { kind: 'ended', startedAt, endedAt: this.#context.clock.now(), data, ...end }
    this.#current = null
    this.#progress.runNow()
  }

  /** Ends what is under way; answers what that was. */
  async #stop(): Promise<CurrentTraining | null> {
    if (this.#current === null || this.#current.cancelled) return null
    const stopped = this.#current
    stopped.cancelled = true
    await stopped.run?.end()
    this.#context.library.refresh()
    return stopped
  }
}

function describeData(data: TrainingData): string {
  return data.kind === 'csv' ? `${basename(data.file)}, column ${data.value}` : 'the kept load'
}

async function prepareData(data: TrainingData, history: TrainingContext['readHistory']): Promise<PreparedData> {
  if (data.kind === 'csv') {
    const { kind, ...columns } = data
    return { data: { kind, csv: { ...columns, resolutionMinutes: STEP_MINUTES } }, source: describeData(data) }
  }
  const kept = await history()
  const series = requireTrainingDays(kept?.series ?? null)
  return { data: { kind: 'series', series }, source: kept?.source ?? '' }
}

/** A refusal of a CSV, with the field as the call names it. */
function toDataError({ code, message, field }: EngineError): EngineError {
  return new EngineError(code, message, field === undefined || field === 'resolutionMinutes' ? 'data' : `data.${field}`)
}
