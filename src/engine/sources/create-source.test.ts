import { expect, test } from 'vitest'
import { createFakeClock } from '../../../tests/fixtures/engine/fake-clock.ts'
import { SettingsSchema, type SourceSettings } from '../../contract/settings.ts'
import { createSource, parseSource } from './create-source.ts'

const { site } = SettingsSchema.parse({})
const create = (settings: SourceSettings) => createSource(settings, site, createFakeClock())

test('a source is read from a command line', () => {
  expect(parseSource('simulator')).toEqual({ kind: 'simulator', seed: 7, speed: 1 })
  expect(parseSource('simulator', 60)).toMatchObject({ speed: 60 })
  expect(parseSource('wss://plant.example/telemetry')).toMatchObject({ kind: 'plant', pingSeconds: 15 })
  expect(parseSource('replay:C:\\data\\plant.csv', 10)).toMatchObject({ file: 'C:\\data\\plant.csv', speed: 10 })
})

test.each([
  ['', undefined, 'Expected simulator, an address that starts with ws:// or wss://, or replay:FILE.csv'],
  ['http://plant', undefined, 'Expected simulator'],
  ['replay:', undefined, 'Expected simulator'],
  ['ws://', undefined, 'Expected an address'],
  ['ws://plant:99999', undefined, "can't be read"],
  ['ws://plant/#live', undefined, 'must not contain a #'],
  ['ws://plant', 2, '--speed'],
  ['simulator', 0, 'speed'],
  ['simulator', 1e9, 'speed'],
])('“%s” with speed %s is refused in one clear line', (text, speed, why) => {
  const refusal = () => parseSource(text, speed)
  expect(refusal).toThrow(why)
  try {
    refusal()
  } catch (error) {
    expect(String(error)).not.toContain('\n')
  }
})

test('each kind of source can be made, and stopped before it was started', async () => {
  const simulator = await create(parseSource('simulator'))
  expect(simulator).toMatchObject({ kind: 'simulator', id: 'simulator:7', staleAfterMs: 3_000 })
  const plant = await create(parseSource('ws://127.0.0.1:9'))
  expect(plant).toMatchObject({ kind: 'plant', id: 'plant:ws://127.0.0.1:9/', staleAfterMs: 3_000 })
  await simulator.stop()
  await plant.stop()
})

test('a token that can not be sent is refused, and not shown', async () => {
  const auth = { kind: 'bearer', token: 's3cret\n' } as const
  const refused = create({
    kind: 'plant',
    url: 'ws://x',
    auth,
    tls: {},
    mapping: [],
    gridSign: 'import',
    pingSeconds: 9,
  })
  await expect(refused).rejects.toThrow(/^The header authorization can't be sent/)
  await refused.catch((error: unknown) => expect(String(error)).not.toContain('s3cret'))
})

test('a recording that is not there is refused in one line', async () => {
  await expect(create(parseSource('replay:/nowhere/plant.csv'))).rejects.toThrow(
    /^The recording \/nowhere\/plant\.csv can't be read: there is no such file$/,
  )
})
