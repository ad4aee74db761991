import type { DemandRule } from '../src/domain/demand/demand-interval.ts'
import { computeEnergySteps } from '../src/domain/demand/energy-counter.ts'
import { createIntervalClock } from '../src/domain/demand/interval-clock.ts'
import { computeIntervalDemand } from '../src/domain/demand/interval-demand.ts'
import { createRunningDemandTracker, type DemandTarget } from '../src/domain/demand/running-demand.ts'
import { DAY, HOUR, type Interval, MINUTE, SECOND } from '../src/domain/time/time.ts'

/**
 * What the running interval costs a sample, by how demand is metered, beside computing its mean from all samples of the
 * interval each time; and how long the demand of a year needs, from minutes. In time of the processor.
 */
const ZONE = 'Europe/Berlin'
const START = Date.UTC(2026, 0, 1)
/** At 1 Hz, after an hour that fills the window. */
const MEASURED_MS = 4 * HOUR
const TARGET: DemandTarget = { targetKw: 600, targetIs: 'setpoint', billedPeakKw: 580 }
const YEAR: Interval = { start: START, end: START + 365 * DAY }
/** What is promised of a sample, in µs. */
const PROMISED_US = 50

const RULES: Readonly<Record<string, DemandRule>> = {
  'fixed, 15 min': { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  'fixed, 60 min': { kind: 'fixed', minutes: 60, stepMinutes: 60 },
  'sliding, 15 min every 5': { kind: 'sliding', minutes: 15, stepMinutes: 5 },
  'sliding, 60 min every 1': { kind: 'sliding', minutes: 60, stepMinutes: 1 },
}

const kwAt = (at: number) => 500 + 200 * Math.sin(at / (10 * MINUTE)) + ((at / SECOND) % 37)

/** µs of the processor for each of `count` calls. */
function measureUs(count: number, run: (i: number) => void): number {
  const before = process.cpuUsage()
  for (let i = 0; i < count; i++) run(i)
  const { user, system } = process.cpuUsage(before)
  return Number(((user + system) / count).toFixed(1))
}

/** µs of a sample of power, on request of a counter's reading too, and of computing the running interval then. */
function measureTracker(rule: DemandRule, hasCounter: boolean): number {
  const tracker = createRunningDemandTracker(createIntervalClock(rule, ZONE))
  let kwh = 0
  const take = (at: number) => {
    const kw = kwAt(at)
    kwh += (kw * SECOND) / HOUR
    tracker.addPower(at, kw, SECOND)
    if (hasCounter) tracker.addCounterReading(at, kwh)
    tracker.runningDemandAt(at + 1, TARGET)
  }
  for (let at = START; at < START + HOUR; at += SECOND) take(at)
  return measureUs(MEASURED_MS / SECOND, (i) => take(START + HOUR + i * SECOND))
}

/** µs of the same by a loop over all samples of the running interval, for its mean alone. */
function measureRecomputing(rule: DemandRule): number {
  const clock = createIntervalClock(rule, ZONE)
  const samples: { readonly at: number; readonly kw: number }[] = []
  let checked = 0
  const take = (at: number) => {
    samples.push({ at, kw: kwAt(at) })
    if ((samples[0]?.at ?? at) <= at - rule.minutes * MINUTE) samples.shift()
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
    checked += kwMs / knownMs
  }
  for (let at = START; at < START + HOUR; at += SECOND) take(at)
  const spent = measureUs(HOUR / SECOND, (i) => take(START + HOUR + i * SECOND))
  if (!(checked > 0)) throw new Error('Nothing was computed.')
  return spent
}

/** s of the intervals of a year, and of their demand from minutes, with power factor and counter. */
function measureYear(rule: DemandRule): { intervals: number; clockS: number; yearS: number } {
  const seconds = (µs: number) => Number((µs / 1e6).toFixed(2))
  let spans: Interval[] = []
  const clockS = seconds(
    measureUs(1, () => {
      spans = createIntervalClock(rule, ZONE).intervalsWithin(YEAR)
    }),
  )
  const yearS = seconds(
    measureUs(1, () => computeIntervalDemand(spans, power, factors, computeEnergySteps(readings, spans))),
  )
  return { intervals: spans.length, clockS, yearS }
}

const minutes = Array.from({ length: (YEAR.end - YEAR.start) / MINUTE }, (_, i) => {
  const start = YEAR.start + i * MINUTE
  return { start, end: start + MINUTE }
})
const power = minutes.map(({ start, end }) => ({ start, end, importKw: kwAt(start), coverage: 1 }))
const factors = minutes.map(({ start, end }) => ({ start, end, value: 0.9 }))
const readings = minutes.map(({ start }, i) => ({ at: start, kwh: 8 * i }))

// What is measured first would pay for compiling it all.
for (const rule of Object.values(RULES)) measureTracker(rule, true)
const rows = Object.fromEntries(
  Object.entries(RULES).map(([name, rule]) => {
    const [byPower, withCounter, naive] = [
      measureTracker(rule, false),
      measureTracker(rule, true),
      measureRecomputing(rule),
    ]
    const ratio = Number((naive / byPower).toFixed(1))
    return [name, { power: byPower, 'with counter': withCounter, naive, ratio, ...measureYear(rule) }]
  }),
)
console.log(
  'µs of a sample, at 1 Hz, and of what is said of the running interval then: from power, and with a counter;',
)
console.log('naive is a loop over the interval’s samples, and the ratio naive over power. s of a year of minutes')
console.table(rows)
const worst = Math.max(...Object.values(rows).flatMap((row) => [row.power, row['with counter']]))
if (!(worst < PROMISED_US)) {
  console.error(`A sample took ${worst} µs: promised are under ${PROMISED_US}.`)
  process.exitCode = 1
}
const ratios = Object.values(rows).map(({ ratio }) => ratio)
console.log(JSON.stringify({ bench: 'demand', unit: 'µs', worst, ratios, rules: rows }))
