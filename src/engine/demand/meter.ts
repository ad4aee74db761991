import type { Tag, TagRole } from '../../domain/telemetry/tag.ts'

/** The tags that demand is read from; null for what the plant doesn't measure. */
export interface Meter {
  /** Power in kW, what is drawn from the grid is positive. */
  readonly power: Tag | null
  /** A counter of the energy that the grid delivered, in kWh. */
  readonly counter: Tag | null
  readonly powerFactor: Tag | null
}

/**
 * The tags that are billed: grid import where there is such a tag and the settings bill by it, else the load. A counter
 * counts what the grid delivered: it does not measure a load. Null while the plant measures nothing of the kind.
 */
export function findMeter(tags: readonly Tag[], billedOn: 'gridImport' | 'load'): Meter | null {
  const find = (role: TagRole) => tags.find((tag) => tag.role === role) ?? null
  const counter = billedOn === 'gridImport' ? find('energyImport') : null
  const power = (billedOn === 'gridImport' ? find('gridImport') : null) ?? find('load')
  return power === null && counter === null ? null : { power, counter, powerFactor: find('powerFactor') }
}

/** Which tags they are, as a text, by their ids alone. */
export function meterKey({ power, counter, powerFactor }: Meter): string {
  return JSON.stringify([power?.id, counter?.id, powerFactor?.id])
}
