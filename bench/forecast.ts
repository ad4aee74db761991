/**
 * Latency of a forecast of each horizon by what computes: the kernel, TensorFlow.js's backends without it, and
 * onnxruntime-node where it is installed. And how long a year's windows need.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Percentiles } from '../src/contract/schemas/values.ts'
import { type ForecastWindow, HISTORY_STEPS, HORIZONS, type Horizon } from '../src/domain/forecast/forecast.ts'
import type { ConnectForecasterOptions } from '../src/engine/ml/inference/forecaster-client.ts'
import { simulateHistory } from '../src/engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../src/engine/models/model-folders.ts'
import { reasonOf } from '../src/engine/runtime/engine-error.ts'
import { loadBundled } from './forecast/bundle.ts'
import type { measureNetworks, NetworkTimes } from './forecast/networks.ts'
import { measureWorker, type WorkerTimes } from './forecast/through-worker.ts'

const RUNS = 400
/** The shipped models, or those of the folder that is named. */
const models = shippedFolders(resolve(process.argv[2] ?? fileURLToPath(new URL('../models', import.meta.url))))
const wasmDir = fileURLToPath(new URL('../out/main/wasm/', import.meta.url))
const WORKER_OPTIONS: Record<string, Omit<ConnectForecasterOptions, 'models'>> = {
  kernel: {},
  wasm: { backends: ['wasm'], kernel: false },
  cpu: { backends: ['cpu'], kernel: false },
  'tfjs-node': { backends: ['tfjs-node'], kernel: false },
}
const NAMES: Record<Horizon, string> = { nextHour: 'next hour', nextDay: 'next day' }

type TimesRow = Partial<WorkerTimes> & Partial<NetworkTimes>

const windows = createWindows()
const bundled = (await loadBundled('networks')) as { readonly measureNetworks: typeof measureNetworks }
const networks = await bundled.measureNetworks(models, windows, wasmDir)
const summary: Record<string, unknown> = {}
for (const horizon of HORIZONS) summary[horizon] = await measure(horizon)
console.log(JSON.stringify({ bench: 'forecast', unit: 'ms', runs: RUNS, ...summary }))

async function measure(horizon: Horizon) {
  const { times, year, onnxNote } = networks[horizon]
  const rows: Record<string, TimesRow> = {}
  const notes: string[] = []
  for (const [way, options] of Object.entries(WORKER_OPTIONS)) {
    try {
      rows[way] = { ...(await measureWorker({ models, ...options }, horizon, windows, way)), ...times[way] }
    } catch (error) {
      // The native library is installed where it can be had; all others are there.
      if (way !== 'tfjs-node') throw error
      notes.push(reasonOf(error).replace(/^.* loads\. /, ''))
    }
  }
  const { 'onnxruntime-node': onnx } = times
  if (onnx !== undefined) rows['onnxruntime-node'] = onnx
  const { forecastS, evaluatedS } = year

  console.log(
    `\nThe ${NAMES[horizon]}, ${RUNS} windows, in ms: uncached and cached in the worker (onnxruntime-node on this`,
  )
  console.log('thread), as the engine waits for it, and the network alone')
  console.table(Object.fromEntries(Object.entries(rows).map(([way, row]) => [way, formatColumns(row)])))
  for (const note of [...notes, onnxNote]) console.log(note)
  console.log(
    `A year’s 35,040 windows by the kernel: ${forecastS.toFixed(1)} s, with bands and scores ${evaluatedS.toFixed(1)} s`,
  )
  const ms = Object.fromEntries(Object.entries(rows).map(([way, row]) => [way, listFigures(row)]))
  return { ...ms, yearS: [forecastS, evaluatedS].map((seconds) => Number(seconds.toFixed(1))) }
}

function formatColumns({ uncached, wait, cached, network }: TimesRow) {
  return {
    ...prefixLevels('uncached', uncached, ['p50', 'p95', 'p99']),
    ...prefixLevels('wait', wait, ['p50', 'p95', 'p99']),
    ...prefixLevels('cached', cached, ['p99']),
    ...prefixLevels('network', network, ['p50', 'p99']),
  }
}

function prefixLevels(name: string, times: Percentiles | undefined, levels: readonly ('p50' | 'p95' | 'p99')[]) {
  if (times === undefined) return {}
  return Object.fromEntries(levels.map((level) => [`${name} ${level}`, round(times[level])]))
}

/** p50, p95 and p99 of each. */
function listFigures(row: TimesRow) {
  const { uncached, wait, cached, network } = row
  const entries = Object.entries({ uncached, wait, cached, network }).flatMap(([name, times]) =>
    times === undefined ? [] : [[name, [times.p50, times.p95, times.p99].map(round)] as const],
  )
  return Object.fromEntries(entries)
}

function round(ms: number): number {
  return Number(ms.toFixed(3))
}

function createWindows(): ForecastWindow[] {
  const days = Math.ceil((HISTORY_STEPS + RUNS) / 96)
  const { start, resolutionMs, zone, loadKw, temperatureC } = simulateHistory(7, days)
  return Array.from({ length: RUNS }, (_, i) => ({
    end: start + (i + HISTORY_STEPS) * resolutionMs,
    zone,
    loadKw: loadKw.slice(i, i + HISTORY_STEPS),
    temperatureC: temperatureC?.slice(i, i + HISTORY_STEPS) ?? null,
  }))
}
