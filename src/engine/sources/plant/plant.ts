import { createHash } from 'node:crypto'
import type { PlantSettings } from '../../../contract/settings.ts'
import type { Clock } from '../../runtime/clock.ts'
import { isSecretName } from '../../runtime/secret-names.ts'
import { createCadence } from '../cadence.ts'
import { type Source, STALE_AFTER } from '../source.ts'
import { PlantConnection } from './plant-connection.ts'

/** A plant is silent when this many of its usual pauses went by. */
const PAUSES = 3

/** What a plant's source needs. */
export interface PlantSourceOptions {
  readonly clock: Clock
  /** A number in [0, 1) that spreads the attempts of many clients. */
  readonly jitter?: () => number
}

/** A plant that sends its telemetry over a WebSocket. */
export function createPlantSource(settings: PlantSettings, { clock, jitter }: PlantSourceOptions): Source {
  const url = new URL(settings.url)
  const arrivals = createCadence()
  const staleAfterMs = () => Math.max(STALE_AFTER, PAUSES * (arrivals.periodMs('') ?? 0))
  let connection: PlantConnection | null = null
  return {
    kind: 'plant',
    id: `plant:${url.protocol}//${url.host}${url.pathname}${queryKey(url)}`,
    label: `plant · ${url.host}${url.pathname === '/' ? '' : url.pathname}`,
    get staleAfterMs() {
      return staleAfterMs()
    },
    start(sink) {
      connection = new PlantConnection(settings, { clock, staleAfterMs, jitter }, arrivals, sink)
      connection.connect()
    },
    connect: () => connection?.connect(),
    disconnect: () => connection?.disconnect(),
    async stop() {
      const ended = connection?.close()
      connection = null
      await ended
    },
  }
}

/** Sites of one server may differ in the query alone: a few characters that differ where it does, whatever the credentials. */
function queryKey(url: URL): string {
  const publicParameters = [...url.searchParams].filter(([name]) => !isSecretName(name))
  return publicParameters.length === 0
    ? ''
    : `?${createHash('sha256').update(JSON.stringify(publicParameters)).digest('hex').slice(0, 8)}`
}
