import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TagMapping } from '../../../contract/settings.ts'
import type { PlantReading } from './formats/plant-message.ts'
import { createTagMapper, MAX_TAGS } from './mapping.ts'

const reading = (name: string, value = 1, unit: string | null = null): PlantReading => ({
  name,
  at: 1_000,
  value,
  quality: 'good',
  unit,
})
const entry = (name: string, role: TagMapping['role'], more: Partial<TagMapping> = {}): TagMapping => ({
  name,
  role,
  unit: '',
  scale: 1,
  description: '',
  ...more,
})
const sampleOf = (samples: readonly { tag: string; value: number }[], tag: string) =>
  samples.find((sample) => sample.tag === tag)?.value

test.each([
  ['load', 'load', 5],
  ['load_kw', 'load', 5],
  ['loadKw', 'load', 5],
  ['global_active_power_kw', 'load', 5],
  ['active_power', 'load', 5],
  ['power_w', 'load', 0.005],
  ['power_mw', 'load', 5_000],
  ['pv_kw', 'solar', 5],
  ['Solar', 'solar', 5],
  ['gridImport', 'gridImport', 5],
  ['net_kw', 'gridImport', 5],
  ['grid_import_w', 'gridImport', 0.005],
  ['pf', 'powerFactor', 5],
  ['power_factor_pct', 'powerFactor', 0.05],
  ['cosphi', 'powerFactor', 5],
  ['hz', 'frequency', 5],
  ['freq', 'frequency', 5],
  ['outdoor_temp', 'temperature', 5],
  ['temperature_c', 'temperature', 5],
  ['energy_import', 'energyImport', 5],
  ['energy_import_wh', 'energyImport', 0.005],
  ['import_energy_mwh', 'energyImport', 5_000],
  ['active_energy_import_kwh', 'energyImport', 5],
  ['kwh_import', 'energyImport', 5],
  ['import_kwh', 'energyImport', 5],
])('the name %s is understood as %s', (name, role, value) => {
  const mapping = createTagMapper([])
  const { samples } = mapping.apply([reading(name, 5)])
  expect(mapping.tags()).toMatchObject([{ id: role, role }])
  expect(samples[0]?.value).toBeCloseTo(value, 9)
})

test.each([
  ['global_reactive_power_kvar', 'kvar'],
  ['voltage_v', 'V'],
  ['global_intensity_a', 'A'],
  ['sub_metering_1_wh', 'Wh'],
  ['load_kwh', 'kWh'],
  ['humidity_pct', '%'],
  ['chiller 2 [kW]', 'kW'],
  ['hall/oven', ''],
])('the name %s is a feeder in %s', (name, unit) => {
  const mapping = createTagMapper([])
  mapping.apply([reading(name)])
  expect(mapping.tags()).toEqual([{ id: name, role: 'feeder', unit, description: name }])
})

test('a name that every object has gets an id that none has', () => {
  const mapping = createTagMapper([])
  mapping.apply([reading('constructor')])
  expect(mapping.tags()).toMatchObject([{ id: 'feeder:constructor', description: 'constructor' }])
})

test('only one name gets a role: of one message the best, later ones become feeders', () => {
  const mapping = createTagMapper([])
  mapping.apply([reading('power'), reading('load_kw')])
  mapping.apply([reading('load'), reading('active_power')])
  expect(mapping.tags().map(({ id, role }) => [id, role])).toEqual([
    ['power', 'feeder'],
    ['load', 'load'],
    ['feeder:load', 'feeder'],
    ['active_power', 'feeder'],
  ])
})

test('what is written down counts more than what a name sounds like', () => {
  const mapping = createTagMapper([
    entry('P1', 'load', { scale: 0.001, description: 'Main meter' }),
    entry('load', 'feeder', { unit: 'kW', description: 'Hall 2' }),
    entry('P2', 'solar', { unit: 'W' }),
    entry('P3', 'gridImport', { unit: 'MW', scale: -1 }),
  ])
  const { samples } = mapping.apply([reading('load', 7), reading('P1', 8_000), reading('P2', 9_000), reading('P3', 2)])
  expect(sampleOf(samples, 'load')).toBe(8)
  expect(sampleOf(samples, 'feeder:load')).toBe(7)
  expect(sampleOf(samples, 'solar')).toBe(9)
  expect(sampleOf(samples, 'gridImport')).toBe(-2_000)
  expect(mapping.tags()[0]).toEqual({ id: 'feeder:load', role: 'feeder', unit: 'kW', description: 'Hall 2' })
  expect(mapping.tags()[1]).toEqual({ id: 'load', role: 'load', unit: 'kW', description: 'Main meter' })
})

test('a role that is set by hand waits for its name, even if an alias comes first', () => {
  const mapping = createTagMapper([entry('P1', 'load')])
  mapping.apply([reading('active_power')])
  mapping.apply([reading('P1')])
  expect(mapping.tags().map(({ id }) => id)).toEqual(['active_power', 'load'])
})

test('a plant that counts exports as positive has its sign turned, for the grid alone', () => {
  const { samples } = createTagMapper([], 'export').apply([reading('grid', 5), reading('load', 6)])
  expect(sampleOf(samples, 'gridImport')).toBe(-5)
  expect(sampleOf(samples, 'load')).toBe(6)
})

test('a unit that is sent with the value is used', () => {
  const mapping = createTagMapper([])
  const { samples } = mapping.apply([reading('load', 5_000, 'W'), reading('hall', 21, 'Cel')])
  expect(samples[0]?.value).toBe(5)
  expect(mapping.tags()[1]?.unit).toBe('°C')
})

test('there are at most 200 tags, and what is beyond is reported', () => {
  const mapping = createTagMapper([])
  const { samples, unreadable } = mapping.apply(Array.from({ length: 250 }, (_, i) => reading(`m${i}`)))
  expect(samples).toHaveLength(MAX_TAGS)
  expect(mapping.tags()).toHaveLength(MAX_TAGS)
  expect(unreadable).toMatchObject([{ reason: expect.stringContaining('200 tags') }])
  expect(mapping.apply([reading('m3')]).unreadable).toEqual([])
})

test('a value that a scale makes infinite is left out', () => {
  const { samples, unreadable } = createTagMapper([entry('big', 'feeder', { scale: 1e300 })]).apply([
    reading('big', 1e300),
  ])
  expect(samples).toEqual([])
  expect(unreadable).toHaveLength(1)
})

test('any names give tags with ids of their own, one for each name', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('load', 'power', 'pv', 'toString'))),
      (names) => {
        const mapping = createTagMapper([])
        const { samples } = mapping.apply(names.map((name) => reading(name)))
        expect(samples).toHaveLength(names.length)
        expect(new Set(mapping.tags().map(({ id }) => id)).size).toBe(names.length)
      },
    ),
  )
})
