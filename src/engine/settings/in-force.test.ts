import { describe, expect, test } from 'vitest'
import { makeTariff } from '../../../tests/fixtures/make-tariff.ts'
import { SheddableLoadSchema, TariffSchema } from '../../contract/schemas/tariff.ts'
import { SettingsSchema } from '../../contract/settings.ts'
import { SAMPLE_LOADS } from '../../domain/shedding/sample-loads.ts'
import { createRateClock } from '../../domain/tariff/rate-windows.ts'
import { SAMPLE_TARIFF } from '../../domain/tariff/sample-tariff.ts'
import { QUARTER_HOUR } from '../../domain/time/time.ts'
import { loadsInForce, tariffInForce } from './in-force.ts'

const plant = { kind: 'plant' as const, url: 'ws://plant.example/telemetry' }
const tariff = makeTariff()
const loads = [SheddableLoadSchema.parse({ id: 'a', name: 'A', kw: 5 })]

describe('what is in force', () => {
  test('is what is set, whatever the source', () => {
    for (const source of [undefined, plant]) {
      const settings = SettingsSchema.parse({ tariff, loads, source })
      expect(tariffInForce(settings)).toEqual({ tariff, sample: false })
      expect(loadsInForce(settings)).toEqual({ loads, sample: false })
    }
    expect(loadsInForce(SettingsSchema.parse({ loads: [] }))).toEqual({ loads: [], sample: false })
  })

  test('is a sample for the simulated plant alone, where nothing is set', () => {
    const simulated = SettingsSchema.parse({})
    expect(tariffInForce(simulated)).toEqual({ tariff: SAMPLE_TARIFF, sample: true })
    expect(loadsInForce(simulated)).toEqual({ loads: SAMPLE_LOADS, sample: true })
    const real = SettingsSchema.parse({ source: plant })
    expect(tariffInForce(real)).toBeNull()
    expect(loadsInForce(real)).toEqual({ loads: [], sample: false })
  })
})

describe('the samples', () => {
  test('are such as can be set', () => {
    expect(TariffSchema.parse(SAMPLE_TARIFF)).toEqual(SAMPLE_TARIFF)
    for (const load of SAMPLE_LOADS) expect(SheddableLoadSchema.parse(load)).toEqual(load)
  })

  test('the tariff has one price of energy at any time of a year, holidays among them', () => {
    const clock = createRateClock('Europe/Berlin', SAMPLE_TARIFF.holidays)
    const start = Date.UTC(2026, 0, 1)
    for (let i = 0; i < 365 * 96; i++) {
      const held = SAMPLE_TARIFF.energyRates.filter(({ windows }) => clock.holdsAt(windows, start + i * QUARTER_HOUR))
      if (held.length !== 1)
        expect.fail(`${held.length} prices hold at ${new Date(start + i * QUARTER_HOUR).toISOString()}`)
    }
  })
})
