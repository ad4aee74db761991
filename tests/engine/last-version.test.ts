import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CallInput, CallName } from '../../src/contract/api.ts'
import { REDACTED, SettingsSchema } from '../../src/contract/settings.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import { connectForecaster } from '../../src/engine/ml/inference/forecaster-client.ts'
import { shippedFolders } from '../../src/engine/models/model-folders.ts'

/** What version 0.1 kept of a plant, and what it answered about it at that moment. */
const KEPT = resolve('tests/fixtures/version-0.1')
const answers = JSON.parse(readFileSync(join(KEPT, 'answers.json'), 'utf8')) as {
  readonly now: number
  readonly calls: readonly { readonly name: CallName; readonly input: object; readonly value: unknown }[]
}

describe('the data folder and the settings of version 0.1', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ecopulse-last-version-'))
  const settings = readFileSync(join(KEPT, 'settings.json'), 'utf8')
  let engine: Engine

  beforeAll(async () => {
    writeFileSync(join(dataDir, 'settings.json'), settings)
    writeFileSync(join(dataDir, 'ecopulse.sqlite'), gunzipSync(readFileSync(join(KEPT, 'ecopulse.sqlite.gz'))))
    const modelsDir = resolve('models')
    engine = await createEngine({
      dataDir,
      modelsDir,
      version: '0.0.0',
      // Stays at the moment at which it was kept: nothing is judged anew, and nothing is pruned.
      clock: { now: () => answers.now, after: () => () => {} },
      forecaster: await connectForecaster({ models: shippedFolders(modelsDir) }),
    })
  })

  afterAll(async () => {
    await engine.close()
    rmSync(dataDir, { recursive: true })
  })

  it.each(answers.calls)('answer $name $input as it did', async ({ name, input, value }) => {
    // What is worked out in the background after a start may still be on its way.
    await vi.waitFor(
      async () => expect(await engine.call(name, input as CallInput<typeof name>)).toEqual({ ok: true, value }),
      { timeout: 10_000 },
    )
  })

  it('are read without a notice, and the settings are left as they are', async () => {
    const status = await engine.call('engine', {})
    expect(status).toMatchObject({ ok: true, value: { notices: [] } })
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(settings)
    expect(SettingsSchema.parse(JSON.parse(settings)).source).toMatchObject({ auth: { token: 'kept-secret' } })
    const shown = await engine.call('settings', {})
    expect(shown).toMatchObject({ ok: true, value: { source: { auth: { token: REDACTED } } } })
  })
})
