import type { RateWindow, Tariff } from '../../domain/tariff/tariff.ts'
import { HOUR, type Interval, MINUTE } from '../../domain/time/time.ts'
import { type CsvSeries, type CsvSeriesOptions, readCsvSeries } from '../load-csv/csv-series.ts'
import { EngineError } from '../runtime/engine-error.ts'

/** Prices change on quarter-hours. */
const FINEST_PRICE = 15
/** A power factor above this is in percent. */
const HIGHEST_FRACTION = 1.5

/** A file of load, and the tariff that it is billed by. */
export interface BilledLoadOptions extends Pick<CsvSeriesOptions, 'file' | 'time' | 'value' | 'zone' | 'signal'> {
  readonly tariff: Tariff
  /** Name of the column with the power factor, as a fraction or in percent. */
  readonly powerFactor?: string | undefined
}

/** The load of a file in steps that a tariff can be billed from, without gaps in time. */
export interface BilledLoad {
  /** `kw` and `powerFactor` (0 to 1) are null where they aren't known; what is exported is negative. */
  readonly steps: readonly (Interval & { readonly kw: number | null; readonly powerFactor: number | null })[]
  readonly zone: string
  readonly notes: readonly string[]
}

/**
 * Reads the load in steps of 15 min, or of a sliding demand's own step where that is finer; in the file's own where
 * demand is metered over as long.
 * @throws EngineError `invalid` with a sentence, where the file can't be read or is too coarse for the tariff.
 */
export async function readBilledLoad({ tariff, powerFactor, ...columns }: BilledLoadOptions): Promise<BilledLoad> {
  const { series, notes } = await readFineSeries(tariff, columns)
  const minutes = series.resolutionMs / MINUTE
  const factors = await readPowerFactors({ ...columns, resolutionMinutes: minutes }, powerFactor)
  const steps = series.loadKw.map((kw, i) => {
    const start = series.start + i * series.resolutionMs
    return { start, end: start + series.resolutionMs, kw, powerFactor: factors.at(start) }
  })
  const changesWithin = listRateWindows(tariff).some(({ hours }) =>
    hours.some((hour) => (hour * HOUR) % series.resolutionMs !== 0),
  )
  return {
    steps,
    zone: series.zone,
    notes: [
      ...notes,
      ...factors.notes,
      changesWithin && `Prices change within steps of ${minutes} min: each is billed by the price at its beginning.`,
      powerFactor === undefined &&
        tariff.powerFactor.kind !== 'none' &&
        'The tariff asks for the power factor: name its column with --power-factor. Without it kW are billed.',
    ].filter((note) => typeof note === 'string'),
  }
}

/** @throws EngineError where the rows are coarser than the demand that is billed. */
async function readFineSeries({ demandRule }: Tariff, columns: CsvSeriesOptions): Promise<CsvSeries> {
  const { kind, minutes, stepMinutes } = demandRule
  try {
    return await readCsvSeries({ ...columns, resolutionMinutes: Math.min(FINEST_PRICE, stepMinutes) })
  } catch (error) {
    if (!(error instanceof EngineError) || error.field !== 'resolutionMinutes') throw error
    if (stepMinutes > FINEST_PRICE) {
      const coarse = await readCsvSeries(columns)
      if (coarse.series.resolutionMs <= stepMinutes * MINUTE) return coarse
    }
    const rule =
      kind === 'fixed' ? `over blocks of ${minutes} min` : `over ${minutes} min that move by ${stepMinutes} min`
    throw new EngineError(
      'invalid',
      `The tariff bills demand ${rule}, which this file is too coarse for. ${error.message}`,
      'csv',
    )
  }
}

/** The power factor at the start of a step, 0 to 1; null where it isn't known. */
async function readPowerFactors(columns: CsvSeriesOptions, column: string | undefined) {
  if (column === undefined) return { at: () => null, notes: [] }
  const { series } = await readCsvSeries({ ...columns, value: column })
  const highest = series.loadKw.reduce<number>((highest, value) => Math.max(highest, Math.abs(value ?? 0)), 0)
  const scale = highest > HIGHEST_FRACTION ? 100 : 1
  const at = (start: number) => {
    const value = series.loadKw[(start - series.start) / series.resolutionMs] ?? null
    return value === null ? null : value / scale
  }
  return { at, notes: scale === 1 ? [] : [`“${column}” was taken to be in percent.`] }
}

function listRateWindows({ demandCharges, energyRates, exportRates }: Tariff): readonly RateWindow[] {
  return [...demandCharges, ...energyRates, ...exportRates].flatMap(({ windows }) => windows)
}
