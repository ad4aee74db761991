import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REDACTED, type Settings, SettingsSchema } from '../../contract/settings.ts'
import { readSettings, redactSecrets, restoreSecrets, writeSettings } from './settings-file.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'ecopulse-settings-'))
const plant = (auth: object): Settings =>
  SettingsSchema.parse({ source: { kind: 'plant', url: 'wss://plant.example/feed', auth, tls: { key: 'PEM KEY' } } })

describe('the settings’ file', () => {
  it('is all defaults where there is none', () => {
    expect(readSettings(folder(), 0)).toEqual({ settings: SettingsSchema.parse({}), notice: null })
  })

  it('is read as it was written, and only its owner reads it', () => {
    const dir = folder()
    const settings = plant({ kind: 'bearer', token: 'secret' })
    writeSettings(dir, settings)
    expect(readSettings(dir, 0)).toEqual({ settings, notice: null })
    if (process.platform !== 'win32') expect(statSync(join(dir, 'settings.json')).mode & 0o077).toBe(0)
  })

  it.each(['{ "site": ', '{ "site": { "zone": "Middle/Earth" } }', '"text"'])(
    'is put aside where it reads %s',
    (text) => {
      const dir = folder()
      writeFileSync(join(dir, 'settings.json'), text)
      const { settings, notice } = readSettings(dir, Date.UTC(2026, 0, 1))
      expect(settings).toEqual(SettingsSchema.parse({}))
      expect(notice).toContain('settings.json.damaged-2026-01-01')
      expect(readdirSync(dir)).toHaveLength(1)
    },
  )
})

describe('secrets', () => {
  it('are never shown', () => {
    const text = JSON.stringify([
      redactSecrets(plant({ kind: 'bearer', token: 'secret-token' })),
      redactSecrets(plant({ kind: 'headers', headers: { 'X-Key': 'secret-header' } })),
    ])
    expect(text).not.toMatch(/secret-|PEM KEY/)
    expect(text).toContain('X-Key')
  })

  it('stay as they are where the dots are sent back', () => {
    const current = plant({ kind: 'headers', headers: { 'X-Key': 'one', 'X-Other': 'two' } })
    expect(restoreSecrets(current, redactSecrets(current))).toEqual(current)
  })

  it('change where something else is sent back', () => {
    const current = plant({ kind: 'bearer', token: 'old' })
    const changed = restoreSecrets(current, plant({ kind: 'bearer', token: 'new' }))
    expect(changed.source).toMatchObject({ auth: { token: 'new' } })
  })

  it('are requested where dots are sent back and none is known', () => {
    const dots = plant({ kind: 'bearer', token: REDACTED })
    expect(() => restoreSecrets(SettingsSchema.parse({}), dots)).toThrow(
      expect.objectContaining({ code: 'invalid', field: 'source.auth.token' }),
    )
  })

  it('are sent to no other address than the one they were entered for', () => {
    const current = plant({ kind: 'bearer', token: 'secret' })
    const elsewhere = redactSecrets(current)
    if (elsewhere.source.kind !== 'plant') throw new Error('no plant')
    const moved = { ...elsewhere, source: { ...elsewhere.source, url: 'wss://elsewhere.example/feed' } }
    expect(() => restoreSecrets(current, moved)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  it('are hidden in an address, too', () => {
    const settings = SettingsSchema.parse({
      source: { kind: 'plant', url: 'wss://plant.example/feed?site=2&access_token=abc' },
    })
    const shown = redactSecrets(settings)
    expect(shown.source).toMatchObject({ url: `wss://plant.example/feed?site=2&access_token=${REDACTED}` })
    expect(restoreSecrets(settings, shown)).toEqual(settings)
  })
})
