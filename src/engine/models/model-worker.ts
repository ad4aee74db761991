import { fileURLToPath } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { ModelCard } from '../../contract/schemas/models.ts'
import { readCsvSeries } from '../load-csv/csv-series.ts'
import type { LoadSeries } from '../load-csv/load-series.ts'
import { openBackend } from '../ml/tensorflow/backends.ts'
import { type Evaluation, evaluateSeries } from '../ml/training/evaluation.ts'
import { trainModel } from '../ml/training/train.ts'
import { createThreadServer } from '../runtime/threads/serve-thread.ts'
import { exportModel } from './exchange/export-model.ts'
import { importModel, inspectModel } from './exchange/import-model.ts'
import type {
  EvaluateJob,
  ImportJob,
  JobData,
  ModelJob,
  ModelJobAnswers,
  ModelJobEvent,
  TrainJob,
} from './model-jobs.ts'

/** The thread in which models are trained, read and written: it does the one job that it is started with. */
const server = createThreadServer<ModelJobEvent>(parentPort)

// In a packaged app the archive can be read as a folder, but not by every library that reads files.
const wasmDir = fileURLToPath(new URL('./wasm/', import.meta.url)).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

await server.answerStart(() => runJob(workerData as ModelJob))

function runJob(job: ModelJob): Promise<ModelJobAnswers[ModelJob['kind']]> {
  switch (job.kind) {
    case 'train':
      return runTrain(job)
    case 'evaluate':
      return runEvaluate(job)
    case 'inspect':
      return inspectModel(job)
    case 'import':
      return runImport(job)
    case 'export':
      return exportModel(job)
  }
}

async function runTrain({ data, made, ...rest }: TrainJob): Promise<ModelJobAnswers['train']> {
  const series = await readSeries(data)
  const request = { ...rest, ...made, series, wasmDir }
  // To stop it, its owner ends the thread.
  const { signal } = new AbortController()
  return trainModel(request, { onProgress: (progress) => server.emit({ kind: 'progress', progress }), signal })
}

async function runEvaluate({ data, ...rest }: EvaluateJob): Promise<Evaluation> {
  const series = await readSeries(data)
  const { signal } = new AbortController()
  return evaluateSeries(
    { ...rest, series, wasmDir },
    { onProgress: (progress) => server.emit({ kind: 'progress', progress }), signal },
  )
}

async function runImport(job: ImportJob): Promise<ModelCard> {
  const series = job.data === null ? null : await readSeries(job.data)
  return importModel(job, series, await openBackend(wasmDir))
}

async function readSeries(data: JobData): Promise<LoadSeries> {
  if (data.kind === 'series') return data.series
  const { series, notes } = await readCsvSeries(data.csv)
  server.emit({ kind: 'read', notes })
  return series
}
