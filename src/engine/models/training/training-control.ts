import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import type { Training, TrainingData } from '../../../contract/schemas/models.ts'
import { FORECAST_RESOLUTION, HORIZONS } from '../../../domain/forecast/forecast.ts'
import { MINUTE } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import type { Clock } from '../../runtime/clock.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { createThrottle } from '../../runtime/throttle.ts'
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
export function createTrainingControl(parts: TrainingContext): TrainingControl {
  const { library, clock } = parts
  let past: Exclude<Training, { kind: 'running' }> = { kind: 'idle' }
  let current: CurrentTraining | null = null
  const progress = createThrottle(clock, { pauseMs: PUBLISH_PAUSE }, () => parts.publish(state()))

  function state(): Training {
    if (current === null) return past
    const { startedAt, data, run } = current
    return { kind: 'running', startedAt, data, jobs: [...(run?.jobs() ?? HORIZONS.map(createWaitingJob))] }
  }

  function finish({ startedAt, data }: CurrentTraining, end: Pick<Ended, 'outcome' | 'message' | 'models'>): void {
    past = { kind: 'ended', startedAt, endedAt: clock.now(), data, ...end }
    current = null
    progress.runNow()
  }

  async function start(data: TrainingData): Promise<Training> {
    if (current !== null) {
      throw new EngineError('unavailable', 'Models are being trained already: wait for them, or cancel that.')
    }
    const mine: CurrentTraining = { startedAt: clock.now(), data: describeData(data), run: null, cancelled: false }
    current = mine
    progress.runNow()
    try {
      const prepared = await prepareData(data, parts.readHistory)
      if (prepared.data.kind === 'series')
        mine.data = `${Math.floor(daysOfLoad(prepared.data.series))} days of kept load`
      if (!mine.cancelled) await begin(mine, prepared)
    } catch (error) {
      if (current === mine) current = null
      progress.runNow()
      throw error
    }
    return state()
  }

  /** Resolves when the data was read and training goes on, or is over; rejects where the data is refused. */
  function begin(mine: CurrentTraining, prepared: PreparedData): Promise<void> {
    return new Promise((resolve, reject) => {
      let wasRead = prepared.data.kind === 'series'
      const onRead = () => {
        wasRead = true
        resolve()
      }
      const about = { now: clock.now(), version: parts.version, command: 'trained in the app', seed: SEED }
      const { cores = availableParallelism(), startWorker } = parts
      const context = { library, clock, cores, startWorker, onChange: progress.request, onRead }
      const run = startTrainingRun({ ...prepared, ...about }, context)
      mine.run = run
      if (wasRead) resolve()
      run.results.then((results) => {
        if (mine.cancelled) return resolve()
        const failure = results.find((result) => result.kind === 'failed')?.error
        if (!wasRead && failure instanceof EngineError) return reject(toDataError(failure))
        library.refresh()
        finish(mine, summarizeTraining(results, library.entry))
        resolve()
      }, reject)
    })
  }

  /** Ends what is under way; answers what that was. */
  async function stop(): Promise<CurrentTraining | null> {
    if (current === null || current.cancelled) return null
    const stopped = current
    stopped.cancelled = true
    await stopped.run?.end()
    library.refresh()
    return stopped
  }

  return {
    state,
    start,
    async cancel() {
      const stopped = await stop()
      if (stopped !== null) {
        const message = 'Cancelled: nothing of it was kept, and the models in use are as they were.'
        finish(stopped, { outcome: 'cancelled', message, models: [] })
      }
      return state()
    },
    async close() {
      progress.close()
      await stop()
    },
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
