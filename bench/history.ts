import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sample } from '../src/domain/telemetry/sample.ts'
import { DAY, HOUR, SECOND } from '../src/domain/time/time.ts'
import { openStore } from '../src/engine/store/open-store.ts'
import { connectStore } from '../src/engine/store/store-client.ts'
import type { StorePort } from '../src/engine/store/store-port.ts'

/**
 * How long the answer to a history's query needs, through the store's thread: a tag with 30 days of 1-s data, raw for
 * 7.
 */
const SOURCE = 'bench'
const TAG = 'load'
const START = Date.UTC(2026, 0, 1)
const DAYS = 30
const END = START + DAYS * DAY
const POINTS = 600
const RUNS = 200

const SPANS = [
  { name: '1 h', length: HOUR },
  { name: '24 h', length: DAY },
  { name: '7 d', length: 7 * DAY },
  { name: '30 d', length: 30 * DAY },
]

/** An hour of seconds: a shift's rhythm with something on it. */
function createHour(start: number): Sample[] {
  return Array.from({ length: HOUR / SECOND }, (_, i) => {
    const at = start + i * SECOND
    const value = 600 + 250 * Math.sin((at / DAY) * 2 * Math.PI) + ((at / SECOND) % 37)
    return { tag: TAG, at, value, quality: 'good' }
  })
}

/** Lays down the past, pruned hour by hour as it would have been. */
function fillStore(file: string): void {
  const { store } = openStore({ file })
  store.register(SOURCE, [{ id: TAG, role: 'load', unit: 'kW', description: 'Load', periodMs: SECOND }])
  for (let at = START; at < END; at += HOUR) {
    store.write(SOURCE, createHour(at))
    while (store.prune({ rawDays: 7, minuteDays: 396, quarterHourDays: null }, 1_000));
  }
  store.close()
}

/** Latencies in ms of asking for spans that end anywhere within the last hour, in order. */
async function measureLatencies(port: StorePort, length: number): Promise<number[]> {
  const found: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const end = END - ((run * 7_919) % 3_600) * SECOND
    const startedAt = performance.now()
    await port.history(SOURCE, TAG, { start: Math.max(START, end - length), end }, POINTS)
    found.push(performance.now() - startedAt)
  }
  return found.sort((a, b) => a - b)
}

const percentileOf = (sorted: number[], share: number) =>
  Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2))

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-bench-'))
try {
  const file = join(folder, 'history.db')
  fillStore(file)
  const { port } = await connectStore({ file })
  const { bytes, samples } = await port.stats()
  const rows = []
  for (const { name, length } of SPANS) {
    const { resolutionMs, points } = await port.history(SOURCE, TAG, { start: END - length, end: END }, POINTS)
    const sorted = await measureLatencies(port, length)
    const [p50Ms, p99Ms] = [percentileOf(sorted, 0.5), percentileOf(sorted, 0.99)]
    rows.push({ span: name, resolutionS: resolutionMs / SECOND, points: points.length, p50Ms, p99Ms })
  }
  await port.close()
  const size = `${(bytes / 1e6).toFixed(0)} MB, ${samples} single samples`
  console.log(`History of a tag with ${DAYS} days of 1-s data (${size}), ${POINTS} points wanted, ${RUNS} runs`)
  console.table(rows)
  console.log(JSON.stringify({ bench: 'history', unit: 'ms', bytes, samples, spans: rows }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
