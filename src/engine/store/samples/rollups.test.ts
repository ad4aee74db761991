import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import type { Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { ForecastTable } from '../records/forecasts.ts'
import { ScoreTable } from '../records/scores.ts'
import { migrate } from '../schema.ts'
import { type Database, loadSqlite } from '../sqlite.ts'
import { Catalogue } from './catalogue.ts'
import type { StepRow } from './hold.ts'
import { Ingest } from './ingest.ts'
import { Retention } from './retention.ts'
import { Rollups } from './rollups.ts'
import { prepareRollupTable } from './tables.ts'

/** Samples lie in the first 70 minutes and hold for 22.5 minutes at most. */
const START = 400_000 * HOUR
const LENGTH = 2 * HOUR
/** Every time is a multiple of this, so that the reference, which steps through each, is exact. */
const TICK = 500
const TAG: Tag = { id: 'load', role: 'load', unit: 'kW', description: 'Load', periodMs: 10_000 }

let folder = ''
let db: Database
let catalogue: Catalogue
let ingest: Ingest
let sources = 0

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ecopulse-rollups-'))
  db = new (loadSqlite())(join(folder, 'store.db'))
  db.pragma('synchronous = OFF')
  migrate(db)
  catalogue = new Catalogue(db)
  ingest = new Ingest(db, catalogue, new Rollups(db))
})

afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Tick by tick, in the plainest way: the sample that holds then, if any; the rest is adding up. */
function reference(samples: readonly Sample[], resolution: number): StepRow[] {
  const kept = [...samples].sort((a, b) => a.at - b.at)
  const steps: StepRow[] = []
  for (let at = START; at < START + LENGTH; at += resolution) {
    const values: number[] = []
    for (let t = at; t < at + resolution; t += TICK) {
      const standing = kept.findLast((sample) => sample.at <= t)
      if (standing === undefined || standing.quality === 'bad') continue
      if (t < standing.at + 1.5 * (standing.periodMs ?? TAG.periodMs)) values.push(standing.value)
    }
    if (values.length === 0) continue
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    steps.push([at, mean, Math.min(...values), Math.max(...values), values.length * TICK])
  }
  return steps
}

function expectRollups(source: string, samples: readonly Sample[]): void {
  const series = catalogue.series(source).get(TAG.id)?.id ?? -1
  expectAlike(prepareRollupTable(db, 'minute').between(series, 0, 2 * START), reference(samples, MINUTE))
  expectAlike(prepareRollupTable(db, 'quarter_hour').between(series, 0, 2 * START), reference(samples, QUARTER_HOUR))
}

function expectAlike(got: readonly StepRow[], expected: readonly StepRow[]): void {
  const exact = ([at, , min, max, known]: StepRow) => [at, min, max, known]
  expect(got.map(exact)).toEqual(expected.map(exact))
  for (const [i, step] of got.entries()) expect(step[1]).toBeCloseTo(expected[i]?.[1] ?? Number.NaN, 6)
}

/** Anywhere, or close together; the value follows from the time, so that a duplicate is one. */
const anySample: fc.Arbitrary<Sample> = fc
  .record({
    tick: fc.oneof(fc.integer({ min: 0, max: (70 * MINUTE) / TICK }), fc.integer({ min: 100, max: 400 })),
    quality: fc.constantFrom('good' as const, 'good' as const, 'uncertain' as const, 'bad' as const),
    periodMs: fc.constantFrom(undefined, undefined, 1_000, 5_000, MINUTE, QUARTER_HOUR),
  })
  .map(({ tick, quality, periodMs }) => ({
    tag: TAG.id,
    at: START + tick * TICK,
    value: Math.sin(tick) * 1_000,
    quality,
    ...(periodMs === undefined ? {} : { periodMs }),
  }))

const anyArrival = fc
  .uniqueArray(anySample, { selector: (sample) => sample.at, minLength: 1, maxLength: 50 })
  .chain((samples) =>
    fc.record({
      samples: fc.constant(samples),
      again: fc.subarray(samples),
      inOrder: fc.boolean(),
      shuffle: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      size: fc.integer({ min: 1, max: 60 }),
    }),
  )
  .map(({ samples, again, inOrder, shuffle, size }) => {
    const arrival = [...samples, ...again].map((sample) => ({ sample, key: shuffle.next().value ?? 0 }))
    arrival.sort((a, b) => (inOrder ? a.sample.at - b.sample.at : a.key - b.key))
    return { samples, arrival: arrival.map(({ sample }) => sample), size }
  })

test('any order of arrival, in any batches and with duplicates, makes the rollups of the whole set', () => {
  fc.assert(
    fc.property(anyArrival, ({ samples, arrival, size }) => {
      const source = `source ${sources++}`
      catalogue.register(source, [TAG])
      let [stored, doubled] = [0, 0]
      for (let i = 0; i < arrival.length; i += size) {
        const result = ingest.write(source, arrival.slice(i, i + size))
        stored += result.stored
        doubled += result.doubled
      }
      expect({ stored, doubled }).toEqual({ stored: samples.length, doubled: arrival.length - samples.length })
      expectRollups(source, samples)
    }),
    { numRuns: 150 },
  )
})

test('pruning single samples between batches leaves the rollups of the whole set', () => {
  const forecasts = new ForecastTable(db)
  const retention = new Retention(db, catalogue, { forecasts, scores: new ScoreTable(db, forecasts) }, () => 0)
  const days = { rawDays: (5 * MINUTE) / DAY, minuteDays: 1, quarterHourDays: null }
  const anyOrdered = fc.uniqueArray(anySample, { selector: (sample) => sample.at, minLength: 120, maxLength: 160 })
  let pruned = 0
  fc.assert(
    fc.property(anyOrdered, fc.integer({ min: 1, max: 40 }), (samples, size) => {
      const source = `source ${sources++}`
      catalogue.register(source, [TAG])
      const ordered = samples.sort((a, b) => a.at - b.at)
      for (let i = 0; i < ordered.length; i += size) {
        expect(ingest.write(source, ordered.slice(i, i + size)).doubled).toBe(0)
        retention.prune(days, 1)
      }
      pruned += samples.length - (catalogue.series(source).get(TAG.id)?.samples ?? 0)
      expectRollups(source, samples)
    }),
    { numRuns: 15, endOnFailure: true },
  )
  expect(pruned).toBeGreaterThan(0)
})

test('rollups are right after every batch, not only in the end', () => {
  catalogue.register('step by step', [TAG])
  const at = (seconds: number, value: number, periodMs: number): Sample => {
    return { tag: TAG.id, at: START + seconds * 1_000, value, quality: 'good', periodMs }
  }
  const batches = [
    [at(0, 10, QUARTER_HOUR)],
    [at(1_800, 30, MINUTE)],
    [at(60, 50, 1_000), at(61, 70, 1_000)],
    [at(900, 20, QUARTER_HOUR)],
  ]
  const written: Sample[] = []
  for (const batch of batches) {
    ingest.write('step by step', batch)
    written.push(...batch)
    expectRollups('step by step', written)
  }
})
