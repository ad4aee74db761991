import type { RateWindow } from '../../domain/tariff/tariff.ts'

/** What a line can charge for. */
export const CHARGE_TYPES = ['customer', 'demand', 'energy', 'export'] as const

/** One line of a tariff's CSV: a price and when it holds. */
export interface ChargeRow {
  /** Of the file, from 1 on. */
  readonly line: number
  readonly type: (typeof CHARGE_TYPES)[number]
  /** Its name or period; empty where it has none. */
  readonly name: string
  readonly windows: readonly RateWindow[]
  /** Per kW (or kVA), kWh or month. */
  readonly price: number
}
