/**
 * Latency of a forecast of each horizon by what computes: the kernel, TensorFlow.js's backends without it, and
 * onnxruntime-node where it is installed. And how long a year's windows take.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Percentiles } from '../src/contract/schemas/values.ts'
import { type ForecastWindow, HISTORY_STEPS, HORIZONS, type Horizon } from '../src/domain/forecast/forecast.ts'
import type { ConnectForecasterOptions } from '../src/engine/ml/inference/forecaster-client.ts'
import { simulatedHistory } from '../src/engine/ml/training/simulated-history.ts'
import { shippedFolders } from '../src/engine/models/model-folders.ts'
import { reasonOf } from '../src/engine/runtime/engine-error.ts'
import { loadBundled } from './forecast/bundle.ts'
import type { measureNetworks, NetworkTimes } from './forecast/networks.ts'
import { measureWorker, type WorkerTimes } from './forecast/through-worker.ts'

const RUNS = 400
/** The shipped models, or those of the folder that is named. */
const models = shippedFolders(resolve(process.argv[2] ?? fileURLToPath(new URL('../models', import.meta.url))))
const wasmDir = fileURLToPath(new URL('../out/main/wasm/', import.meta.url))
const WAYS: Record<string, Omit<ConnectForecasterOptions, 'models'>> = {
  kernel: {},
  wasm: { backends: ['wasm'], kernel: false },
  cpu: { backends: ['cpu'], kernel: false },
  'tfjs-node': { backends: ['tfjs-node'], kernel: false },
}
const NAMES: Record<Horizon, string> = { nextHour: 'next hour', nextDay: 'next day' }

type Row = Partial<WorkerTimes> & Partial<NetworkTimes>

const windows = simulatedWindows()
const bundled = (await loadBundled('networks')) as { readonly measureNetworks: typeof measureNetworks }
const networks = await bundled.measureNetworks(models, windows, wasmDir)
const summary: Record<string, unknown> = {}
for (const horizon of HORIZONS) summary[horizon] = await measure(horizon)
console.log(JSON.stringify({ bench: 'forecast', unit: 'ms', runs: RUNS, ...summary }))

async function measure(horizon: Horizon) {
  const { times, year, onnxNote } = networks[horizon]
  const rows: Record<string, Row> = {}
  const notes: string[] = []
  for (const [way, options] of Object.entries(WAYS)) {
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
  console.table(Object.fromEntries(Object.entries(rows).map(([way, row]) => [way, columns(row)])))
  for (const note of [...notes, onnxNote]) console.log(note)
  console.log(
    `A year’s 35,040 windows by the kernel: ${forecastS.toFixed(1)} s, with bands and scores ${evaluatedS.toFixed(1)} s`,
  )
  const ms = Object.fromEntries(Object.entries(rows).map(([way, row]) => [way, figures(row)]))
  return { ...ms, yearS: [forecastS, evaluatedS].map((seconds) => Number(seconds.toFixed(1))) }
}

function columns({ uncached, wait, cached, network }: Row) {
  return {
    ...named('uncached', uncached, ['p50', 'p95', 'p99']),
    ...named('wait', wait, ['p50', 'p95', 'p99']),
    ...named('cached', cached, ['p99']),
    ...named('network', network, ['p50', 'p99']),
  }
}

function named(name: string, times: Percentiles | undefined, levels: readonly ('p50' | 'p95' | 'p99')[]) {
  if (times === undefined) return {}
  return Object.fromEntries(levels.map((level) => [`${name} ${level}`, rounded(times[level])]))
}

/** p50, p95 and p99 of each. */
function figures(row: Row) {
  const { uncached, wait, cached, network } = row
  const entries = Object.entries({ uncached, wait, cached, network }).flatMap(([name, times]) =>
    times === undefined ? [] : [[name, [times.p50, times.p95, times.p99].map(rounded)] as const],
  )
  return Object.fromEntries(entries)
}

function rounded(ms: number): number {
  return Number(ms.toFixed(3))
}

function simulatedWindows(): ForecastWindow[] {
  const days = Math.ceil((HISTORY_STEPS + RUNS) / 96)
  const { start, resolutionMs, zone, loadKw, temperatureC } = simulatedHistory(7, days)
  return Array.from({ length: RUNS }, (_, i) => ({
    end: start + (i + HISTORY_STEPS) * resolutionMs,
    zone,
    loadKw: loadKw.slice(i, i + HISTORY_STEPS),
    temperatureC: temperatureC?.slice(i, i + HISTORY_STEPS) ?? null,
  }))
}
