import type { TagRole } from '../../../domain/telemetry/tag.ts'

type NamedRole = Exclude<TagRole, 'feeder'>

/** What plants commonly call it, without the unit at the end; better names first. */
const ALIASES: Readonly<Record<NamedRole, readonly string[]>> = {
  load: [
    'load',
    'site_load',
    'total_load',
    'plant_load',
    'load_power',
    'consumption',
    'demand',
    'active_power',
    'global_active_power',
    'total_active_power',
    'total_power',
    'power',
    'p_total',
    'zone1_power',
  ],
  gridImport: [
    'grid_import',
    'grid',
    'grid_power',
    'grid_net',
    'net',
    'net_power',
    'net_grid',
    'import',
    'import_power',
    'mains',
  ],
  solar: ['solar', 'solar_power', 'pv', 'pv_power', 'solar_production', 'pv_production', 'photovoltaic', 'pv_output'],
  powerFactor: ['power_factor', 'pf', 'cos_phi', 'cosphi'],
  frequency: ['frequency', 'freq', 'grid_frequency', 'mains_frequency', 'f', 'hz'],
  temperature: [
    'temperature',
    'temp',
    'outdoor_temperature',
    'outdoor_temp',
    'outside_temperature',
    'outside_temp',
    'ambient_temperature',
    'ambient_temp',
    'air_temperature',
    't_out',
  ],
  energyImport: [
    'energy_import',
    'import_energy',
    'active_energy_import',
    'grid_import_energy',
    'grid_energy_import',
    'energy_imported',
    'imported_energy',
    'total_energy_import',
    'energy_import_total',
    'kwh_import',
    'import_kwh',
    'grid_import_kwh',
  ],
}

/** Units by how a name ends, in lower case. */
const SUFFIXES: Readonly<Record<string, string>> = {
  kw: 'kW',
  w: 'W',
  mw: 'MW',
  kvar: 'kvar',
  var: 'var',
  mvar: 'Mvar',
  kva: 'kVA',
  va: 'VA',
  mva: 'MVA',
  kwh: 'kWh',
  wh: 'Wh',
  mwh: 'MWh',
  kvarh: 'kvarh',
  v: 'V',
  kv: 'kV',
  a: 'A',
  ma: 'mA',
  ka: 'kA',
  hz: 'Hz',
  c: '°C',
  degc: '°C',
  celsius: '°C',
  pct: '%',
  percent: '%',
  bar: 'bar',
  rpm: 'rpm',
  kg: 'kg',
  t: 't',
  ms: 'ms',
  s: 's',
}

/** How much one of a unit is in the unit of a role, where that is another. */
const FACTORS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  kW: { w: 0.001, mw: 1_000, gw: 1_000_000 },
  '': { '%': 0.01 },
  Hz: { mhz: 0.001 },
  kWh: { wh: 0.001, mwh: 1_000, gwh: 1_000_000 },
}

const byAlias = new Map<string, { readonly role: NamedRole; readonly rank: number }>()
for (const role of Object.keys(ALIASES) as NamedRole[])
  for (const [rank, alias] of ALIASES[role].entries()) byAlias.set(alias.replaceAll('_', ''), { role, rank })

/** The role that a plant's name commonly has, and how good a name for it that is (0 is the best); null for any other. */
export function findRole(name: string): { readonly role: NamedRole; readonly rank: number } | null {
  const words = splitWords(name)
  const whole = byAlias.get(words.join(''))
  if (whole) return whole
  const unit = unitFromName(name)
  const found = unit === null ? undefined : byAlias.get(words.slice(0, -1).join(''))
  return found && isMeasuredIn(found.role, unit) ? found : null
}

/** The unit that a name ends in, like the kW of `chiller_2_kw`; null where it ends in none. */
export function unitFromName(name: string): string | null {
  const words = splitWords(name)
  const last = words.length > 1 ? words.at(-1) : undefined
  return last !== undefined && Object.hasOwn(SUFFIXES, last) ? (SUFFIXES[last] ?? null) : null
}

/** What to multiply a value in `unit` by to get one in `targetUnit`; 1 where nothing is known of it. */
export function conversionFactor(targetUnit: string, unit: string | null): number {
  if (unit === null || unit === targetUnit) return 1
  // Only in units is the case of a letter a matter of a million: mW is never meant for a plant.
  return FACTORS[targetUnit]?.[unit.toLowerCase()] ?? 1
}

/** Whether a unit is one that the role is measured in: `load_kwh` is an energy, no load. */
function isMeasuredIn(role: NamedRole, unit: string | null): boolean {
  const units: Readonly<Record<NamedRole, readonly string[]>> = {
    load: ['W', 'kW', 'MW'],
    gridImport: ['W', 'kW', 'MW'],
    solar: ['W', 'kW', 'MW'],
    powerFactor: ['%'],
    frequency: ['Hz'],
    temperature: ['°C'],
    energyImport: ['Wh', 'kWh', 'MWh'],
  }
  return unit !== null && units[role].includes(unit)
}

/** The words of a name in lower case: `loadKw`, `load_kw`, `Load [kW]` are all load, kw. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z]{2}|\d)([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
