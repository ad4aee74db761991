import type { DemandRule } from '../src/domain/demand.ts'
import { createDemandClock } from '../src/domain/demand-clock.ts'
import { demandIntervals } from '../src/domain/demand-series.ts'
import { createDemandTracker, type DemandTarget } from '../src/domain/demand-tracker.ts'
import { energySteps } from '../src/domain/energy-counter.ts'
import { DAY, HOUR, type Interval, MINUTE, SECOND } from '../src/domain/time.ts'

/**
 * What the running interval costs a sample, by how demand is metered, beside computing it from all samples of the
 * interval each time; and how long the demand of a year takes, from minutes.
 */
const ZONE = 'Europe/Berlin'
const START = Date.UTC(2026, 0, 1)
/** At 1 Hz, after an hour that fills the window. */
const MEASURED = 4 * HOUR
const TARGET: DemandTarget = { targetKw: 600, targetIs: 'setpoint', billedPeakKw: 580 }
const YEAR: Interval = { start: START, end: START + 365 * DAY }

const RULES: Readonly<Record<string, DemandRule>> = {
  'fixed, 15 min': { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  'fixed, 60 min': { kind: 'fixed', minutes: 60, stepMinutes: 60 },
  'sliding, 15 min every 5': { kind: 'sliding', minutes: 15, stepMinutes: 5 },
  'sliding, 60 min every 1': { kind: 'sliding', minutes: 60, stepMinutes: 1 },
}

const kwAt = (at: number) => 500 + 200 * Math.sin(at / (10 * MINUTE)) + ((at / SECOND) % 37)
const µs = (ms: number, count: number) => Number(((ms * 1_000) / count).toFixed(1))

/** µs of a sample of power, where wanted of a counter's reading too, and of what is said of the running interval then. */
function tracked(rule: DemandRule, hasCounter: boolean): { mean: number; p99: number } {
  const tracker = createDemandTracker(createDemandClock(rule, ZONE))
  const taken: number[] = []
  let kwh = 0
  for (let at = START; at < START + HOUR + MEASURED; at += SECOND) {
    const kw = kwAt(at)
    kwh += (kw * SECOND) / HOUR
    const startedAt = performance.now()
    tracker.power(at, kw, SECOND)
    if (hasCounter) tracker.counter(at, kwh)
    tracker.running(at + 1, TARGET)
    if (at >= START + HOUR) taken.push(performance.now() - startedAt)
  }
  const sum = taken.reduce((total, each) => total + each, 0)
  const p99 = taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.99)] ?? Number.NaN
  return { mean: µs(sum, taken.length), p99: µs(p99, 1) }
}

/** µs of the same by a loop over all samples of the running interval, for its mean alone. */
function recomputed(rule: DemandRule): number {
  const clock = createDemandClock(rule, ZONE)
  const samples: { at: number; kw: number }[] = []
  let spent = 0
  let checked = 0
  for (let at = START; at < START + 2 * HOUR; at += SECOND) {
    const startedAt = performance.now()
    samples.push({ at, kw: kwAt(at) })
    const { start } = clock.intervalAt(at)
    let [kwMs, knownMs] = [0, 0]
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] ?? { at, kw: 0 }
      const until = Math.min(samples[i + 1]?.at ?? at + 1, sample.at + 1.5 * SECOND)
      const ms = until - Math.max(start, sample.at)
      if (ms <= 0) continue
      kwMs += Math.max(0, sample.kw) * ms
      knownMs += ms
    }
    if (at >= START + HOUR) {
      spent += performance.now() - startedAt
      checked += kwMs / knownMs
    }
    if ((samples[0]?.at ?? at) <= at - rule.minutes * MINUTE) samples.shift()
  }
  if (!(checked > 0)) throw new Error('Nothing was computed.')
  return µs(spent, HOUR / SECOND)
}

/** s of the demand of a year of minutes, with power factor and counter, and how many intervals it has. */
function yearOf(rule: DemandRule, minutes: readonly Interval[]): { intervals: number; clockS: number; yearS: number } {
  const power = minutes.map(({ start, end }) => ({ start, end, importKw: kwAt(start), coverage: 1 }))
  const factors = minutes.map(({ start, end }) => ({ start, end, value: 0.9 }))
  const readings = minutes.map(({ start }, i) => ({ at: start, kwh: 8 * i }))
  const startedAt = performance.now()
  const spans = createDemandClock(rule, ZONE).within(YEAR)
  const clockAt = performance.now()
  const found = demandIntervals(spans, power, factors, energySteps(readings, spans))
  const seconds = (ms: number) => Number((ms / SECOND).toFixed(2))
  return {
    intervals: found.length,
    clockS: seconds(clockAt - startedAt),
    yearS: seconds(performance.now() - startedAt),
  }
}

const minutes = Array.from({ length: (YEAR.end - YEAR.start) / MINUTE }, (_, i) => {
  const start = YEAR.start + i * MINUTE
  return { start, end: start + MINUTE }
})
const rows = Object.fromEntries(
  Object.entries(RULES).map(([name, rule]) => {
    const [power, counter] = [tracked(rule, false), tracked(rule, true)]
    const naive = recomputed(rule)
    const ratio = Number((naive / power.mean).toFixed(1))
    return [name, { power: power.mean, p99: power.p99, counter: counter.mean, naive, ratio, ...yearOf(rule, minutes) }]
  }),
)
console.log('µs of a sample and what is said of the running interval then, at 1 Hz: from power (mean and p99), with a')
console.log(
  'counter, and by a loop over the interval’s samples (naive; ratio: naive over power). And s of a year of minutes',
)
console.table(rows)
const { counter, ratio, yearS } = rows['sliding, 60 min every 1'] ?? {}
const worst = Math.max(...Object.values(rows).flatMap((row) => [row.power, row.counter]))
if (!(worst < 50)) {
  console.error(`A sample took ${worst} µs on average: promised are under 50.`)
  process.exitCode = 1
}
console.log(JSON.stringify({ bench: 'demand', unit: 'µs', worst, slidingHour: { counter, ratio, yearS }, rules: rows }))
