import { createHash } from 'node:crypto'
import type { PlantSettings } from '../../../contract/settings.ts'
import type { Connection, ConnectionEvent } from '../../../domain/telemetry/connection.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { createCadence } from '../cadence.ts'
import { createConnectionDriver } from '../connection-driver.ts'
import type { Source, SourceSink } from '../source.ts'
import { createPlantReader } from './plant-reader.ts'
import { createPlantSocket, type PlantSocket } from './plant-socket.ts'

/** Silence, in ms, after which a value is old, unless the plant sends more slowly. */
const STALE_AFTER = 3 * SECOND
/** A plant is silent when this many of its usual pauses went by. */
const PAUSES = 3

/** What a plant's source needs. */
export interface PlantSourceOptions {
  readonly clock: Clock
  /** A number in [0, 1) that spreads the attempts of many clients. */
  readonly jitter?: () => number
}

/** A plant that sends its telemetry over a WebSocket. */
export function createPlantSource(settings: PlantSettings, parts: PlantSourceOptions): Source {
  const { clock } = parts
  const url = new URL(settings.url)
  const arrivals = createCadence()
  const staleAfterMs = () => Math.max(STALE_AFTER, PAUSES * (arrivals.periodMs('') ?? 0))
  let running: { driver: ReturnType<typeof createConnectionDriver>; release: () => Promise<void> } | null = null

  function start(sink: SourceSink): void {
    const reader = createPlantReader(settings, sink, clock)
    let socket: PlantSocket | null = null
    /** Sockets that are being closed. */
    const ending = new Set<Promise<void>>()

    const closeSocket = () => {
      if (socket === null) return
      const ended: Promise<void> = socket.close().then(() => {
        ending.delete(ended)
      })
      ending.add(ended)
      socket = null
    }
    const openSocket = () => {
      closeSocket()
      const opened: PlantSocket = createPlantSocket(settings, clock, {
        onEvent: (event) => {
          if (socket === opened) onEvent(event)
        },
        onMessage: (text) => {
          if (socket !== opened || !reader.readMessage(text)) return
          arrivals.observe('', clock.now())
          driver.handle({ kind: 'data' })
        },
        onUnreadable: (reason) => sink.onUnreadable(reason, ''),
      })
      socket = opened
      opened.open()
    }
    const onEvent = (event: ConnectionEvent) => {
      if (event.kind === 'opened') reader.onReconnected()
      driver.handle(event)
    }
    const onKindChange = (connection: Connection) => {
      if (connection.kind === 'connecting') openSocket()
      else if (connection.kind !== 'live' && connection.kind !== 'stale') closeSocket()
    }
    const driver = createConnectionDriver({
      clock,
      staleAfterMs,
      onChange: sink.onConnection,
      onKindChange,
      ...(parts.jitter && { jitter: parts.jitter }),
    })
    running = {
      driver,
      async release() {
        driver.close()
        closeSocket()
        await Promise.all(ending)
      },
    }
    driver.handle({ kind: 'connect' })
  }

  return {
    kind: 'plant',
    id: `plant:${url.protocol}//${url.host}${url.pathname}${queryKey(url)}`,
    label: `plant · ${url.host}${url.pathname === '/' ? '' : url.pathname}`,
    get staleAfterMs() {
      return staleAfterMs()
    },
    start,
    connect: () => running?.driver.handle({ kind: 'connect' }),
    disconnect: () => running?.driver.handle({ kind: 'disconnect' }),
    async stop() {
      const ended = running?.release()
      running = null
      await ended
    },
  }
}

/** Sites of one server may differ in the query alone: a few characters that differ where it does, whatever the credentials. */
function queryKey(url: URL): string {
  const asked = [...url.searchParams].filter(([name]) => !/token|key|secret|auth|pass|sig/i.test(name))
  return asked.length === 0 ? '' : `?${createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 8)}`
}
