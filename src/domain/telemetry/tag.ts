/**
 * What a tag measures. `load` is what the plant uses, `gridImport` what the grid delivers (export is negative), `solar`
 * what the plant's own PV delivers, `energyImport` a counter of the energy that the grid delivered. A `feeder` is any
 * further measured value.
 */
export const TAG_ROLES = [
  'load',
  'gridImport',
  'solar',
  'powerFactor',
  'frequency',
  'temperature',
  'energyImport',
  'feeder',
] as const
/** What a tag measures. */
export type TagRole = (typeof TAG_ROLES)[number]

/** One measured quantity of the plant. Its `id` is unique within a source. */
export interface Tag {
  readonly id: string
  readonly role: TagRole
  /** The unit as shown: kW, Hz, °C; empty for a ratio. */
  readonly unit: string
  readonly description: string
  /** How long one sample holds, in ms: the source's usual distance between two samples. */
  readonly periodMs: number
}

/** The ids that the roles other than `feeder` have, whatever the plant calls them. */
export const ROLE_TAGS = {
  load: { id: 'load', role: 'load', unit: 'kW', description: 'Load' },
  gridImport: { id: 'gridImport', role: 'gridImport', unit: 'kW', description: 'Grid import' },
  solar: { id: 'solar', role: 'solar', unit: 'kW', description: 'Solar' },
  powerFactor: { id: 'powerFactor', role: 'powerFactor', unit: '', description: 'Power factor' },
  frequency: { id: 'frequency', role: 'frequency', unit: 'Hz', description: 'Frequency' },
  temperature: { id: 'temperature', role: 'temperature', unit: '°C', description: 'Temperature' },
  energyImport: { id: 'energyImport', role: 'energyImport', unit: 'kWh', description: 'Energy from the grid' },
} as const satisfies Record<Exclude<TagRole, 'feeder'>, Omit<Tag, 'periodMs'>>
