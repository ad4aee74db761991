import type { CallOutput, EngineEvent, Snapshot } from '../../../src/contract/api.ts'
import { type Forecast, HORIZON_STEPS, type Horizon } from '../../../src/domain/forecast/forecast.ts'
import type { HistoryPoint } from '../../../src/domain/telemetry/history.ts'
import { ROLE_TAGS, type Tag } from '../../../src/domain/telemetry/tag.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR, SECOND } from '../../../src/domain/time/time.ts'
import { aheadAt, alertsAt, PLANNED, runningAt, standingAt, TARGET_KW } from './fixture-demand.ts'
import { skillAt } from './fixture-models.ts'
import { noise, valueAt } from './fixture-values.ts'

/** A plant by simple formulas: plausible to look at, and the same at the same time. */
const FEEDERS = ['furnace', 'compressors', 'hvac'].map((id) => ({
  id,
  role: 'feeder' as const,
  unit: 'kW',
  description: '',
}))
export const TAGS: readonly Tag[] = [...Object.values(ROLE_TAGS), ...FEEDERS].map((tag) => ({
  ...tag,
  description: tag.description || tag.id[0]?.toUpperCase() + tag.id.slice(1),
  periodMs: SECOND,
}))

const RANGES: Snapshot['ranges'] = {
  load: { min: 0, max: 1_400, normalLow: 420, normalHigh: 1_120 },
  gridImport: { min: 0, max: 1_300, normalLow: 300, normalHigh: 1_000 },
  solar: { min: 0, max: 400, normalLow: 0, normalHigh: 300 },
  powerFactor: { min: 0.7, max: 1, normalLow: 0.9, normalHigh: 1 },
  frequency: { min: 49.5, max: 50.5, normalLow: 49.8, normalHigh: 50.2 },
  temperature: { min: -5, max: 20, normalLow: 2, normalHigh: 14 },
}

/** How much of the past the plant's store has. */
const KEPT = 210 * DAY

/** A stretch without samples, two hours long, ending five hours before `now`. */
const inGap = (at: number, now: number) => at > now - 7 * HOUR && at < now - 5 * HOUR

export function historyOf(tag: string, from: number, to: number, points: number, now: number): CallOutput<'history'> {
  const wanted = (to - from) / points
  const level = [SECOND, MINUTE, QUARTER_HOUR, HOUR].find((each) => each >= wanted) ?? HOUR * 2
  const resolutionMs = level === SECOND ? 0 : level
  const steps: HistoryPoint[] = []
  for (let at = Math.ceil(Math.max(from, now - KEPT) / level) * level; at < Math.min(to, now); at += level) {
    if (inGap(at, now)) continue
    const mean = valueAt(tag, at + resolutionMs / 2)
    const spread = resolutionMs === 0 ? 0 : Math.abs(mean) * 0.03 + Math.abs(mean * 0.04 * noise(at, 5))
    steps.push([at, mean, mean - spread, mean + spread, 1])
  }
  return { tag, resolutionMs, points: steps }
}

export function forecastAt(at: number, changes: Partial<Forecast> = {}): Forecast {
  const horizon = changes.horizon ?? 'nextHour'
  const windowEnd = Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR
  const steps = Array.from({ length: HORIZON_STEPS[horizon] }, (_, index) => {
    const start = windowEnd + index * QUARTER_HOUR
    const width = widthOf(horizon, index)
    const p50 = valueAt('load', start + QUARTER_HOUR / 2) + 1.35 * width * noise(start, 6 + index)
    const loadKw = { p10: p50 - width, p50, p90: p50 + width * 1.2 }
    return { start, end: start + QUARTER_HOUR, loadKw, modelKw: loadKw, naiveKw: p50 - 70 - Math.min(index, 3) * 12 }
  })
  return {
    horizon,
    windowEnd,
    steps,
    method: 'model',
    reason: null,
    naive: 'last week',
    model: horizon === 'nextHour' ? 'next-hour-1' : 'next-day-1',
    backend: 'wasm',
    latencyMs: 3.1,
    cached: false,
    ...changes,
  }
}

/** Half of a band, in kW. */
const widthOf = (horizon: Horizon, index: number) => (horizon === 'nextHour' ? 18 + index * 10 : 38 + index * 0.15)

function outlookAt(at: number): NonNullable<Snapshot['outlook']> {
  const step = (start: number, end: number) => {
    const solarKw = valueAt('solar', (start + end) / 2)
    const loadKw = valueAt('load', (start + end) / 2)
    return { start, end, loadKw, solarKw, availability: solarKw / 400, gridShare: 1 - solarKw / loadKw }
  }
  const steps = forecastAt(at).steps.map(({ start, end }) => step(start, end))
  return { now: step(at - MINUTE, at), steps, clearness: 0.8 }
}

/** A plant that runs well, `at` some time. */
export function snapshotAt(at: number): Snapshot {
  const recentOf = (tag: string) =>
    Array.from({ length: 60 }, (_, index) => {
      const when = Math.floor(at / SECOND) * SECOND - (59 - index) * SECOND
      return [when, valueAt(tag, when)] as [number, number]
    })
  const recent = Object.fromEntries(TAGS.map(({ id }) => [id, recentOf(id)]))
  const latest = Object.fromEntries(
    TAGS.map(({ id }) => {
      const [when, value] = recent[id]?.at(-1) ?? [at, 0]
      return [id, { at: when, value, quality: 'good' as const, receivedAt: at }]
    }),
  )
  return {
    kind: 'snapshot',
    sentAt: at,
    plantTime: at,
    settings: {
      site: { name: 'Northfield works', zone: 'Europe/Berlin', latitude: 50.11, longitude: 8.68, pvPeakKw: 400 },
      source: { kind: 'simulator', seed: 7, speed: 1 },
      retention: { rawDays: 7, minuteDays: 396, quarterHourDays: null },
      ranges: {},
      tariff: null,
      demand: { targetKw: TARGET_KW, billedOn: 'gridImport' },
      loads: null,
      planned: [...PLANNED],
      alarms: {},
      notifications: { native: true },
    },
    tags: [...TAGS],
    ranges: RANGES,
    latest,
    recent,
    connection: { kind: 'live', since: at - HOUR, lastDataAt: at },
    forecasts: { nextHour: forecastAt(at), nextDay: forecastAt(at, { horizon: 'nextDay' }) },
    skill: skillAt(Math.floor(at / QUARTER_HOUR) * QUARTER_HOUR),
    training: { kind: 'idle' },
    outlook: outlookAt(at),
    demand: runningAt(at),
    standing: standingAt(at),
    ahead: aheadAt(at),
    alerts: alertsAt(at),
    alarms: [],
    engine: statusAt(at),
  }
}

function statusAt(at: number): Snapshot['engine'] {
  return {
    version: '0.1.0',
    startedAt: at - HOUR,
    source: {
      kind: 'simulator',
      id: 'simulator-7',
      label: 'simulator · seed 7 · ×1',
      staleAfterMs: 3_000,
      clockOffsetMs: null,
    },
    ingest: {
      received: 3_600,
      stored: 3_600,
      doubled: 0,
      late: 0,
      lost: 0,
      unreadable: 0,
      missedMessages: 0,
      lastUnreadable: null,
    },
    store: {
      file: '/data/ecopulse.db',
      bytes: 412e6,
      samples: 11.2e6,
      oldestAt: at - 8 * DAY - 4 * HOUR,
      newestAt: at,
    },
    forecast: {
      backend: 'wasm',
      backendNote: 'tfjs-node is not installed',
      models: { nextHour: 'next-hour-1', nextDay: 'next-day-1' },
      uncached: { count: 60, p50: 3.1, p95: 4.2, p99: 4.8 },
      cached: { count: 60, p50: 0.01, p95: 0.02, p99: 0.03 },
      failures: 0,
      lastFailure: null,
    },
    notices: [],
  }
}

/** One sample of each tag. */
export function samplesAt(at: number): EngineEvent {
  const when = Math.floor(at / SECOND) * SECOND
  const samples = TAGS.map(({ id }) => ({ tag: id, at: when, value: valueAt(id, when), quality: 'good' as const }))
  return { kind: 'samples', receivedAt: at, plantTime: at, samples }
}
