import type { Settings } from '../../contract/settings.ts'
import { SAMPLE_LOADS } from '../../domain/shedding/sample-loads.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import { SAMPLE_TARIFF } from '../../domain/tariff/sample-tariff.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'

/** The tariff that is billed by: the one that is set; for the simulated plant a sample where none is; else none. */
export function tariffInForce({ tariff, source }: Settings): {
  readonly tariff: Tariff
  readonly sample: boolean
} | null {
  if (tariff !== null) return { tariff, sample: false }
  return source.kind === 'simulator' ? { tariff: SAMPLE_TARIFF, sample: true } : null
}

/** The loads that can be shed: those that are set; for the simulated plant samples where none are; else none. */
export function loadsInForce({ loads, source }: Settings): {
  readonly loads: readonly SheddableLoad[]
  readonly sample: boolean
} {
  if (loads !== null) return { loads, sample: false }
  return source.kind === 'simulator' ? { loads: SAMPLE_LOADS, sample: true } : { loads: [], sample: false }
}
