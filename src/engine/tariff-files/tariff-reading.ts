import type { Tariff } from '../../domain/tariff/tariff.ts'

/** A tariff as it was read, and what someone should know about the reading, in sentences. */
export interface TariffReading {
  readonly tariff: Tariff
  readonly notes: readonly string[]
}
