import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { REDACTED, type Settings, SettingsSchema } from '../../contract/settings.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { type JsonFileContent, readJsonFile, writeJsonFile } from '../runtime/json-file.ts'
import { mapSecretParameters } from '../runtime/secret-names.ts'

/** The settings as they were read, and what someone should know of the reading. */
export interface LoadedSettings {
  readonly settings: Settings
  readonly notice: string | null
}

/** Only the file's owner can read or write it. */
const OWNER_ONLY = 0o600

const settingsFile = (dataDir: string) => join(dataDir, 'settings.json')

/**
 * Reads `settings.json` in the data folder; none is all defaults. One that can't be understood is put aside under a
 * new name, and the defaults are used.
 */
export function readSettings(dataDir: string, now: number): LoadedSettings {
  const defaults = SettingsSchema.parse({})
  const file = settingsFile(dataDir)
  let content: JsonFileContent<Settings>
  try {
    content = readJsonFile(file, SettingsSchema, now)
  } catch (error) {
    throw new Error(`The settings in ${file} can't be read: ${reasonOf(error)}`)
  }
  if (content.kind === 'valid') return { settings: content.value, notice: null }
  const notice =
    content.kind === 'missing'
      ? null
      : `The settings could not be understood and were put aside as ${content.aside}; the defaults are used.`
  return { settings: defaults, notice }
}

/** Writes the settings whole or not at all, readable by their owner alone: they hold the plant's credentials. */
export function writeSettings(dataDir: string, settings: Settings): void {
  mkdirSync(dataDir, { recursive: true })
  writeJsonFile(settingsFile(dataDir), settings, OWNER_ONLY)
}

/** The settings for an interface: dots in place of secrets. */
export function redactSecrets(settings: Settings): Settings {
  return mapSecrets(settings, () => REDACTED)
}

/**
 * `changed` with its dots replaced by the secrets that `current` holds in the same places, for the same plant: a secret
 * is never sent to another address than the one it was entered for.
 * @throws EngineError `invalid` for dots where no secret is known
 */
export function restoreSecrets(current: Settings, changed: Settings): Settings {
  const kept = new Map<string, string>()
  if (plantOrigin(current) === plantOrigin(changed)) {
    mapSecrets(current, (secret, place) => {
      kept.set(place, secret)
      return secret
    })
  }
  return mapSecrets(changed, (secret, place) => {
    const known = secret === REDACTED ? kept.get(place) : secret
    if (known !== undefined) return known
    throw new EngineError(
      'invalid',
      'Enter it anew: none is kept for this address that the dots could stand for.',
      place,
    )
  })
}

/** Whom a plant's secrets are meant for: scheme, host and port. */
function plantOrigin({ source }: Settings): string | null {
  return source.kind === 'plant' && URL.canParse(source.url) ? new URL(source.url).origin : null
}

/** Applies `change` to each secret; its place is its path in the settings. */
function mapSecrets(settings: Settings, change: (secret: string, place: string) => string): Settings {
  const { source } = settings
  if (source.kind !== 'plant') return settings
  const { auth, tls } = source
  return {
    ...settings,
    source: {
      ...source,
      url: mapSecretParameters(source.url, (secret, name) => change(secret, `source.url ${name}`)),
      auth:
        auth.kind === 'bearer'
          ? { ...auth, token: change(auth.token, 'source.auth.token') }
          : auth.kind === 'headers'
            ? {
                ...auth,
                headers: mapValues(auth.headers, (value, name) => change(value, `source.auth.headers.${name}`)),
              }
            : auth,
      tls: tls.key === undefined ? tls : { ...tls, key: change(tls.key, 'source.tls.key') },
    },
  }
}

function mapValues(record: Record<string, string>, change: (value: string, key: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
}
