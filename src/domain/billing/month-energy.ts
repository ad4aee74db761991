import { createRateClock } from '../tariff/rate-windows.ts'
import type { EnergyRate, Tariff } from '../tariff/tariff.ts'
import type { Interval } from '../time/time.ts'

/** Energy over a step, kWh, never negative. */
export interface EnergyFlow extends Interval {
  readonly importKwh: number
  readonly exportKwh: number
}

/** A month's energy by the id of the rate that it is billed by, kWh. */
export interface EnergySums {
  readonly importKwh: Readonly<Record<string, number>>
  readonly exportKwh: Readonly<Record<string, number>>
  /** Delivered at times at which no rate holds: it is on no line. */
  readonly unpricedKwh: number
}

/** Finer than meters count, and coarse enough to drop what adding up binary fractions leaves behind. */
const KWH_DECIMALS = 6

/**
 * Sums energy by rate. A step belongs to the windows in which it starts. Where several rates hold at once, the energy
 * is billed by each: a levy beside a price.
 * @param steps The steps of the month alone, a quarter-hour long at the most where prices change on quarter-hours.
 */
export function sumEnergyByRate(tariff: Tariff, zone: string, steps: readonly EnergyFlow[]): EnergySums {
  const clock = createRateClock(zone, tariff.holidays)
  const sumByRate = (rates: readonly EnergyRate[], kwhOf: (step: EnergyFlow) => number) =>
    Object.fromEntries(
      rates.map(({ id, windows }) => {
        const counted = steps.filter((step) => kwhOf(step) > 0 && clock.holdsAt(windows, step.start))
        return [id, sumKwh(counted.map(kwhOf))]
      }),
    )
  const priced = tariff.energyRates.flatMap(({ windows }) => windows)
  return {
    importKwh: sumByRate(tariff.energyRates, ({ importKwh }) => importKwh),
    exportKwh: sumByRate(tariff.exportRates, ({ exportKwh }) => exportKwh),
    unpricedKwh: sumKwh(steps.filter(({ start }) => !clock.holdsAt(priced, start)).map(({ importKwh }) => importKwh)),
  }
}

/** Energy in kWh, without what adding up binary fractions leaves behind. */
export function sumKwh(values: readonly number[]): number {
  return Number(values.reduce((sum, value) => sum + value, 0).toFixed(KWH_DECIMALS))
}
