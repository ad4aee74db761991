import { validateHeaderName, validateHeaderValue } from 'node:http'
import { createSecureContext } from 'node:tls'
import { type PlantSettings, type Site, type SourceSettings, SourceSettingsSchema } from '../../contract/settings.ts'
import type { Clock } from '../runtime/clock.ts'
import { reasonOf } from '../runtime/engine-error.ts'
import { createPlantSource } from './plant/plant.ts'
import { openReplay } from './recording/replay.ts'
import { createSimulator } from './simulator/simulator.ts'
import type { Source } from './source.ts'

/** Makes the source that `settings` describe; it begins with `start`. @throws Error (rejects) with one clear line where it can't be read from. */
export async function createSource(settings: SourceSettings, site: Site, clock: Clock): Promise<Source> {
  switch (settings.kind) {
    case 'simulator':
      return createSimulator(settings, site, clock)
    case 'replay':
      return openReplay(settings, site, clock)
    case 'plant':
      requireUsablePlant(settings)
      return createPlantSource(settings, { clock })
  }
}

/** The source of a command line; undefined where it has none. @throws Error with one clear line */
export function sourceFromArguments(source: string | undefined, speed: number | undefined): SourceSettings | undefined {
  if (source !== undefined) return parseSource(source, speed)
  if (speed !== undefined) throw new Error('--speed goes with --source simulator or --source replay:FILE.csv')
  return undefined
}

const ACCEPTED = 'Expected simulator, an address that starts with ws:// or wss://, or replay:FILE.csv'

/**
 * The settings of a source as it is written on a command line.
 * @throws Error with one clear line on what is accepted.
 */
export function parseSource(text: string, speed?: number): SourceSettings {
  const chosen = parseSourceText(text)
  if (chosen.kind === 'plant' && speed !== undefined)
    throw new Error('A plant runs at its own speed: --speed is for simulator and replay')
  const read = SourceSettingsSchema.safeParse(speed === undefined ? chosen : { ...chosen, speed })
  if (!read.success) {
    const [issue] = read.error.issues
    throw new Error(`The source “${text}” makes no sense: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  if (read.data.kind === 'plant') requireUsablePlant(read.data)
  return read.data
}

function parseSourceText(text: string): { readonly kind: string; readonly [field: string]: string } {
  if (text === 'simulator') return { kind: 'simulator' }
  if (/^wss?:\/\//.test(text)) return { kind: 'plant', url: text }
  if (text.startsWith('replay:') && text.length > 'replay:'.length)
    return { kind: 'replay', file: text.slice('replay:'.length) }
  throw new Error(`The source “${text}” is not known. ${ACCEPTED}`)
}

/** What can be known to be wrong before an attempt is made. */
function requireUsablePlant({ url, auth, tls }: PlantSettings): void {
  if (!URL.canParse(url))
    throw new Error("The plant's address can't be read: expected something like wss://plant.example:443/telemetry")
  if (new URL(url).hash !== '') throw new Error("The plant's address must not contain a #")
  const headers =
    auth.kind === 'bearer' ? { authorization: `Bearer ${auth.token}` } : auth.kind === 'headers' ? auth.headers : {}
  for (const [name, value] of Object.entries(headers)) {
    attempt(`The header ${name} can't be sent`, () => {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    })
  }
  attempt("The plant's certificates can't be used", () => createSecureContext(toPem(tls)))
}

function toPem({ ca, cert, key }: PlantSettings['tls']) {
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) }
}

function attempt(what: string, run: () => unknown): void {
  try {
    run()
  } catch (error) {
    // The value may be a secret, and Node's message doesn't hold it.
    throw new Error(`${what}: ${reasonOf(error)}`)
  }
}
