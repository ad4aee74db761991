import type { EnergyFlow } from '../../domain/billing/month-energy.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { computeEnergySteps } from '../../domain/demand/energy-counter.ts'
import { computeIntervalDemand, coversAsWell } from '../../domain/demand/interval-demand.ts'
import { ceilTo, floorTo, HOUR, type Interval, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import type { BillingTerms } from './billing-terms.ts'
import { readCounter } from './counter-readings.ts'
import { type ImportExportStep, readImportExport } from './import-export.ts'
import type { Meter } from './meter.ts'

/** A quarter-hour's energy, kWh each way, and the share of it that is known, 0 to 1. */
export interface KnownFlow extends EnergyFlow {
  readonly coverage: number
}

/** A stretch of time as it is billed. */
export interface BilledSpan {
  /** Demand intervals that start in the span, oldest first; none for one of which nothing is known. */
  readonly intervals: readonly DemandInterval[]
  /** Quarter-hours that start in the span, oldest first; none for one of which nothing is known. */
  readonly flows: readonly KnownFlow[]
}

/** Reads a meter's demand and energy from the store, by the terms. */
export interface IntervalReader {
  /** @param span A day or so, so that other work never waits long. */
  read(span: Interval): Promise<BilledSpan>
  /** Start of the oldest quarter-hour of which anything is kept; null where nothing is. */
  oldestAt(): Promise<number | null>
}

/** @param meter The same tags each time, with their periods as they are known by then. */
export function createIntervalReader(context: PlantContext, meter: () => Meter, terms: BillingTerms): IntervalReader {
  const { store, source } = context
  // Windows that begin between two quarter-hours need minutes.
  const fine = (terms.rule.stepMinutes * MINUTE) % QUARTER_HOUR !== 0
  return {
    async read(span) {
      const intervals = terms.clock.intervalsWithin(span)
      const reach = Math.max(span.end, intervals.at(-1)?.end ?? span.end)
      const whole = { start: floorTo(span.start, QUARTER_HOUR), end: ceilTo(reach, QUARTER_HOUR) }
      const steps = await readPower(context, meter(), whole, fine)
      const factors = await readPowerFactors(context, meter(), whole, fine ? MINUTE : QUARTER_HOUR)
      const { counter } = meter()
      const readings = counter === null ? null : await readCounter(store, source.id, counter, whole)
      const counted = readings && computeEnergySteps(readings, intervals)
      const quarterHours = steps.quarterHours.filter(({ start }) => start >= span.start && start < span.end)
      return {
        intervals: computeIntervalDemand(intervals, steps.finest, factors, counted),
        flows: readings === null ? quarterHours.map(toFlow) : mergeFlows(quarterHours, readings, span),
      }
    },
    async oldestAt() {
      const { power, counter } = meter()
      const tags = [power, counter].filter((tag) => tag !== null)
      const all = await Promise.all(tags.map(({ id }) => store.oldestAt(source.id, id)))
      return all.reduce((oldest, at) => (oldest === null || (at !== null && at < oldest) ? at : oldest), null)
    },
  }
}

async function readPower({ store, source }: PlantContext, { power }: Meter, span: Interval, fine: boolean) {
  return power === null ? { quarterHours: [], finest: [] } : readImportExport(store, source.id, power.id, span, fine)
}

async function readPowerFactors(
  { store, source }: PlantContext,
  { powerFactor }: Meter,
  span: Interval,
  resolutionMs: number,
) {
  if (powerFactor === null) return null
  const steps = await store.steps(source.id, powerFactor.id, span, resolutionMs)
  return steps.map(({ at, mean }) => ({ start: at, end: at + resolutionMs, value: mean }))
}

function toFlow({ start, end, importKw, exportKw, coverage }: ImportExportStep): KnownFlow {
  const hours = ((end - start) / HOUR) * coverage
  return { start, end, importKwh: importKw * hours, exportKwh: exportKw * hours, coverage }
}

/** Import from the counter where it covers a quarter-hour at least as well as power does; export from power. */
function mergeFlows(
  quarterHours: readonly ImportExportStep[],
  readings: Parameters<typeof computeEnergySteps>[0],
  span: Interval,
): KnownFlow[] {
  const byPower = new Map(quarterHours.map((step) => [step.start, toFlow(step)]))
  const starts: Interval[] = []
  for (let start = ceilTo(span.start, QUARTER_HOUR); start < span.end; start += QUARTER_HOUR) {
    starts.push({ start, end: start + QUARTER_HOUR })
  }
  const byCounter = new Map(computeEnergySteps(readings, starts).map((step) => [step.start, step]))
  return starts.flatMap(({ start, end }) => {
    const power = byPower.get(start)
    const counted = byCounter.get(start)
    if (counted === undefined || !coversAsWell(counted.coverage, power?.coverage ?? 0)) return power ?? []
    const { energyKwh, coverage } = counted
    return { start, end, importKwh: energyKwh, exportKwh: power?.exportKwh ?? 0, coverage }
  })
}
