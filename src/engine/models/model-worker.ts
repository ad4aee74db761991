import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { ModelCard } from '../../contract/schemas/models.ts'
import { readCsvSeries } from '../load-csv/csv-series.ts'
import type { Series } from '../load-csv/series.ts'
import { openBackend } from '../ml/tensorflow/backends.ts'
import { type Evaluation, evaluateSeries } from '../ml/training/evaluation.ts'
import { trainModel } from '../ml/training/train.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { exportModel } from './exchange/export-model.ts'
import { importModel, inspectModel } from './exchange/import-model.ts'
import type { EvaluateJob, ImportJob, JobData, ModelJob, ModelJobAnswers, ModelReply, TrainJob } from './model-jobs.ts'

/** The thread in which models are trained, read and written: it does the one job that it is started with. */
const port = parentPort
if (port === null) throw new Error('Models are worked on in a thread of its own')
const tell = (reply: ModelReply) => port.postMessage(reply)

// In a packaged app the archive can be read as a folder, but not everything that reads files knows it.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

await run(workerData as ModelJob).then(
  (answer) => tell({ kind: 'answer', answer }),
  (error: unknown) => {
    if (error instanceof EngineError) {
      const { code, message, field } = error
      tell({ kind: 'error', code, message, ...(field === undefined ? {} : { field }) })
    } else tell({ kind: 'error', code: null, message: reasonOf(error) })
  },
)

function run(job: ModelJob): Promise<ModelJobAnswers[ModelJob['kind']]> {
  switch (job.kind) {
    case 'train':
      return train(job)
    case 'evaluate':
      return evaluate(job)
    case 'inspect':
      return inspectModel(job)
    case 'import':
      return keep(job)
    case 'export':
      return exportModel(job)
  }
}

async function train({ data, made, ...rest }: TrainJob): Promise<ModelJobAnswers['train']> {
  const series = await read(data)
  const request = { ...rest, ...made, series, wasmDir }
  // Whoever wants it to end ends the thread.
  const { signal } = new AbortController()
  return trainModel(request, { onProgress: (progress) => tell({ kind: 'progress', progress }), signal })
}

async function evaluate({ data, ...rest }: EvaluateJob): Promise<Evaluation> {
  const series = await read(data)
  const { signal } = new AbortController()
  return evaluateSeries(
    { ...rest, series, wasmDir },
    { onProgress: (progress) => tell({ kind: 'progress', progress }), signal },
  )
}

async function keep(job: ImportJob): Promise<ModelCard> {
  const series = job.data === null ? null : await read(job.data)
  return importModel(job, series, await openBackend(wasmDir))
}

async function read(data: JobData): Promise<Series> {
  if (data.kind === 'series') return data.series
  const { series, notes } = await readCsvSeries(data.csv)
  tell({ kind: 'read', notes })
  return series
}
