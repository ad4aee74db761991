import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src/engine/store/open-store.ts'
import {
  createFastClock,
  createTemporaryFolder,
  isConnected,
  startEngine,
  waitForEvent,
  waitUntil,
} from '../fixtures/engine/running-engine.ts'
import { readRows, serveRows } from '../fixtures/plant/csv-plant.ts'

const file = '../shared/data/household/household_26days_1min_clean.csv.gz'
const ROUNDS = 10
// Single samples are kept for a week: all of these stay within it.
const ROWS_A_ROUND = 900

describe.skipIf(!existsSync(file))(
  'a household’s recording as a plant (skipped where ../shared/data is absent)',
  () => {
    it('loses and doubles nothing that it sent, though it is killed and restarted ten times', async () => {
      const rows = await readRows(file, (ROUNDS + 1) * ROWS_A_ROUND)
      const plant = await serveRows(rows)
      const dataDir = createTemporaryFolder()
      const source = {
        kind: 'plant',
        url: plant.url,
        auth: { kind: 'none' },
        tls: {},
        mapping: [],
        gridSign: 'import',
        pingSeconds: 300,
      } as const
      const engine = await startEngine({ ...source, mapping: [] }, createFastClock(20), dataDir)
      for (let round = 0; round <= ROUNDS; round += 1) {
        await waitForEvent(engine, isConnected)
        const before = plant.sent.length
        await waitUntil(() => {
          plant.send(1)
          return plant.sent.length - before >= ROWS_A_ROUND
        })
        if (round < ROUNDS) {
          await plant.kill()
          await waitForEvent(engine, (event) => event.kind === 'connection' && event.connection.kind === 'waiting')
          await plant.restart()
        }
      }
      const messages = async () => {
        const status = await engine.call('engine', {})
        return status.ok ? status.value.ingest : null
      }
      const values = plant.sent.reduce((sum, row) => sum + Object.keys(row.values).length, 0)
      // The grid's import is derived: one value more a row.
      await waitUntil(async () => ((await messages())?.received ?? 0) >= values + plant.sent.length)

      const forecast = await engine.call('forecastNow', {})
      expect(forecast).toMatchObject({ ok: true, value: { windowEnd: expect.any(Number) } })
      expect(await messages()).toMatchObject({ doubled: 0, lost: 0, unreadable: 0, missedMessages: 0 })
      await engine.close()
      await plant.kill()

      const { store } = openStore({ file: join(dataDir, 'ecopulse.sqlite') })
      const url = new URL(plant.url)
      const kept = store.recent(`plant:ws://${url.host}/`, rows.length).load ?? []
      expect(kept.map(({ at, value }) => [at, value])).toEqual(
        plant.sent.map(({ ts, values: sent }) => [ts, sent.global_active_power_kw]),
      )
      store.close()
    }, 120_000)
  },
)
