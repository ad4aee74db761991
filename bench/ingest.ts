import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sample } from '../src/domain/telemetry/sample.ts'
import { openStore } from '../src/engine/store/open-store.ts'
import { loadSqlite } from '../src/engine/store/sqlite.ts'
import { connectStore } from '../src/engine/store/store-client.ts'

/** Samples a second made durable, with their rollups, beside a bare insert loop of better-sqlite3 on the same rows. */
const SOURCE = 'bench'
const TAGS = 10
const PERIOD = 1_000
const START = Date.UTC(2026, 0, 1)
const BURST = 400_000
const ROUNDS = 3
const STEADY_WRITES = 600

/** `count` samples of ten tags at 1 Hz, as they arrive: second by second. */
function createSamples(first: number, count: number): Sample[] {
  return Array.from({ length: count }, (_, i) => {
    const second = Math.floor((first + i) / TAGS)
    const value = 500 + 200 * Math.sin(second / 600 + i) + (i % 7)
    return { tag: `tag ${i % TAGS}`, at: START + second * PERIOD, value, quality: 'good' }
  })
}

function createBatches(size: number): Sample[][] {
  return Array.from({ length: BURST / size }, (_, i) => createSamples(i * size, size))
}

const tags = Array.from({ length: TAGS }, (_, i) => ({
  id: `tag ${i}`,
  role: 'feeder' as const,
  unit: 'kW',
  description: '',
  periodMs: PERIOD,
}))

function ratePerSecond(count: number, startedAt: number): number {
  return Math.round(count / ((performance.now() - startedAt) / 1_000))
}

/** What better-sqlite3 alone does: one prepared insert for each row, the same table, transactions and pragmas. */
function measureBareInserts(file: string, batches: readonly Sample[][]): number {
  const db = new (loadSqlite())(file)
  for (const pragma of ['locking_mode = EXCLUSIVE', 'auto_vacuum = INCREMENTAL', 'journal_mode = WAL'])
    db.pragma(pragma)
  for (const pragma of ['synchronous = FULL', 'wal_autocheckpoint = 4000', 'cache_size = -32000']) db.pragma(pragma)
  db.exec(`CREATE TABLE sample (series INTEGER NOT NULL, at INTEGER NOT NULL, value REAL NOT NULL,
    quality INTEGER NOT NULL, period INTEGER NOT NULL, PRIMARY KEY (series, at)) WITHOUT ROWID`)
  const insert = db.prepare('INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?)')
  const ids = new Map(tags.map((tag, i) => [tag.id, i + 1]))
  const startedAt = performance.now()
  for (const batch of batches) {
    db.transaction(() => {
      for (const sample of batch) insert.run(ids.get(sample.tag), sample.at, sample.value, 0, PERIOD)
    })()
  }
  const rate = ratePerSecond(BURST, startedAt)
  db.close()
  return rate
}

function measureStore(file: string, batches: readonly Sample[][]): number {
  const { store } = openStore({ file })
  store.register(SOURCE, tags)
  const startedAt = performance.now()
  for (const batch of batches) store.write(SOURCE, batch)
  const rate = ratePerSecond(BURST, startedAt)
  store.close()
  return rate
}

/** As the engine uses it: batches handed to the store's thread, each answered. */
async function measureThreadedStore(file: string, batches: readonly Sample[][]): Promise<number> {
  const { port } = await connectStore({ file })
  await port.register(SOURCE, tags)
  const startedAt = performance.now()
  await Promise.all(batches.map((batch) => port.write(SOURCE, batch)))
  const rate = ratePerSecond(BURST, startedAt)
  await port.close()
  return rate
}

/** CPU and wall time of one write of ten samples, once a second, in ms. */
function measureSteadyWrites(file: string): { cpuMs: number; p99Ms: number } {
  const { store } = openStore({ file })
  store.register(SOURCE, tags)
  const cpuBefore = process.cpuUsage()
  const walls: number[] = []
  for (let i = 0; i < STEADY_WRITES; i++) {
    const samples = createSamples(i * TAGS, TAGS)
    const startedAt = performance.now()
    store.write(SOURCE, samples)
    walls.push(performance.now() - startedAt)
  }
  const cpu = process.cpuUsage(cpuBefore)
  store.close()
  walls.sort((a, b) => a - b)
  return { cpuMs: (cpu.user + cpu.system) / 1_000 / STEADY_WRITES, p99Ms: walls[Math.floor(walls.length * 0.99)] ?? 0 }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-bench-'))
try {
  let files = 0
  const file = () => join(folder, `${files++}.db`)
  const results = []
  for (const size of [5_000, 10_000]) {
    const batches = createBatches(size)
    const rates = { bare: [] as number[], store: [] as number[], threaded: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      rates.bare.push(measureBareInserts(file(), batches))
      rates.store.push(measureStore(file(), batches))
      rates.threaded.push(await measureThreadedStore(file(), batches))
    }
    const [bareRate, storeRate, threadRate] = [median(rates.bare), median(rates.store), median(rates.threaded)]
    results.push({ batch: size, bare: bareRate, store: storeRate, threaded: threadRate, ratio: storeRate / bareRate })
  }
  const write = measureSteadyWrites(file())
  console.log(`Samples a second made durable, ${TAGS} tags at 1 Hz, median of ${ROUNDS} runs of ${BURST}`)
  console.table(results.map((result) => ({ ...result, ratio: Number(result.ratio.toFixed(2)) })))
  console.log(`A write of ${TAGS} samples: ${write.cpuMs.toFixed(2)} ms CPU, ${write.p99Ms.toFixed(2)} ms at p99`)
  console.log(JSON.stringify({ bench: 'ingest', unit: 'samples/s', bursts: results, steady: write }))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
