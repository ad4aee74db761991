import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallResult } from '../src/contract/api.ts'
import { HORIZONS } from '../src/domain/forecast/forecast.ts'
import { DAY, SECOND } from '../src/domain/time/time.ts'
import { createEngine } from '../src/engine/engine.ts'

/**
 * Delay of the engine's event loop with telemetry at 1 Hz, forecasts of both horizons, hindcasts of the past, and
 * someone paging through 30 days of history who opens the scores of the forecasts.
 */
const BACKFILL_MS = 20 * SECOND
const MEASURED_MS = 30 * SECOND

const dataDir = mkdtempSync(join(tmpdir(), 'ecopulse-bench-'))
const engine = await createEngine({
  dataDir,
  modelsDir: resolve('models'),
  version: '0.0.0',
  source: { kind: 'simulator', seed: 7, speed: 1 },
})
const unsubscribe = engine.subscribe(() => {})

async function measure(ms: number, page: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const end = Date.now() + ms
  while (Date.now() < end) {
    await page()
    await sleep(250)
  }
  delay.disable()
  const at = (percentile: number) => Number((delay.percentile(percentile) / 1e6).toFixed(1))
  return { p50: at(50), p99: at(99), max: at(100) }
}

/** A refused call costs nothing, and measures nothing. */
async function requireAnswer(call: Promise<CallResult<unknown>>): Promise<void> {
  const outcome = await call
  if (!outcome.ok) throw new Error(outcome.error.message)
}

const start = await measure(BACKFILL_MS, async () => {})
const paging = await measure(MEASURED_MS, async () => {
  const to = Date.now()
  await requireAnswer(engine.call('history', { tag: 'load', from: to - 30 * DAY, to, points: 1000 }))
  for (const horizon of HORIZONS) await requireAnswer(engine.call('forecastNow', { horizon }))
  await requireAnswer(engine.call('skill', {}))
})
unsubscribe()
await engine.close()
rmSync(dataDir, { recursive: true, force: true })

console.log('Delay of the engine’s event loop in ms (a timer of 1 ms is part of it)')
console.table({ 'while 35 days of past are laid down': start, 'while someone pages through 30 days': paging })
console.log(JSON.stringify({ bench: 'event-loop', unit: 'ms', start, paging }))
