import { isWindowInForce, type RateMoment } from './rate-windows.ts'
import type { RateWindow, Tariff } from './tariff.ts'

const QUARTERS_PER_HOUR = 4
const QUARTERS_PER_DAY = 24 * QUARTERS_PER_HOUR
const DAYS_PER_WEEK = 7

/** Which prices hold at each quarter-hour of a week, 672 of them from Monday 0:00 on, each with the ids that hold. */
export interface TariffWeek {
  readonly demand: readonly (readonly string[])[]
  readonly energy: readonly (readonly string[])[]
  readonly export: readonly (readonly string[])[]
}

/**
 * A week of the tariff on the wall's clock, without a change of the clock in it.
 * @param weekOf `month`: 1 to 12, whose season holds. `holidays`: every day of the week is one; by default none is.
 */
export function computeTariffWeek(
  { demandCharges, energyRates, exportRates }: Tariff,
  weekOf: { readonly month: number; readonly holidays?: boolean },
): TariffWeek {
  const { month, holidays: holiday = false } = weekOf
  const moments = Array.from({ length: DAYS_PER_WEEK * QUARTERS_PER_DAY }, (_, i) => ({
    month,
    weekday: Math.floor(i / QUARTERS_PER_DAY),
    hour: (i % QUARTERS_PER_DAY) / QUARTERS_PER_HOUR,
    holiday,
  }))
  return {
    demand: moments.map((moment) => idsInForce(demandCharges, moment)),
    energy: moments.map((moment) => idsInForce(energyRates, moment)),
    export: moments.map((moment) => idsInForce(exportRates, moment)),
  }
}

/**
 * The months of the year in groups whose weeks are the same, each ascending, in the order of their first months: one
 * group where the tariff has no seasons.
 */
export function findTariffSeasons(tariff: Tariff): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>()
  for (let month = 1; month <= 12; month++) {
    const [week, holidays] = [
      computeTariffWeek(tariff, { month }),
      computeTariffWeek(tariff, { month, holidays: true }),
    ]
    const key = JSON.stringify([week, holidays])
    groups.set(key, [...(groups.get(key) ?? []), month])
  }
  return [...groups.values()]
}

function idsInForce(
  prices: readonly { readonly id: string; readonly windows: readonly RateWindow[] }[],
  moment: RateMoment,
): readonly string[] {
  return prices.filter(({ windows }) => windows.some((window) => isWindowInForce(window, moment))).map(({ id }) => id)
}
