import type { PlantSettings } from '../../../contract/settings.ts'
import type { Connection, ConnectionEvent } from '../../../domain/telemetry/connection.ts'
import type { Clock } from '../../runtime/clock.ts'
import type { Cadence } from '../cadence.ts'
import { type ConnectionDriver, type ConnectionDriverOptions, createConnectionDriver } from '../connection-driver.ts'
import type { SourceSink } from '../source.ts'
import { createPlantReader, type PlantReader } from './plant-reader.ts'
import { createPlantSocket, type PlantSocket } from './plant-socket.ts'

/** A plant that is read into a sink: over one socket after the other, as the state of the connection requires. */
export class PlantConnection {
  readonly #settings: PlantSettings
  readonly #clock: Clock
  /** Times between messages that hold samples, under an empty key. */
  readonly #arrivals: Cadence
  readonly #sink: SourceSink
  readonly #reader: PlantReader
  readonly #driver: ConnectionDriver
  #socket: PlantSocket | null = null
  /** Resolves when the sockets before this one are gone. */
  #ended: Promise<void> = Promise.resolve()

  constructor(settings: PlantSettings, options: ConnectionDriverOptions, arrivals: Cadence, sink: SourceSink) {
    this.#settings = settings
    this.#clock = options.clock
    this.#arrivals = arrivals
    this.#sink = sink
    this.#reader = createPlantReader(settings, sink, options.clock)
    this.#driver = createConnectionDriver(options)
    this.#driver.changed.subscribe(sink.onConnection)
    this.#driver.kindChanged.subscribe((connection) => this.#onKindChanged(connection))
  }

  connect(): void {
    this.#driver.handle({ kind: 'connect' })
  }

  /** Disconnects until `connect`. */
  disconnect(): void {
    this.#driver.handle({ kind: 'disconnect' })
  }

  /** Ends it; resolves when every socket is gone. */
  async close(): Promise<void> {
    this.#driver.close()
    this.#closeSocket()
    await this.#ended
  }

  #onKindChanged({ kind }: Connection): void {
    if (kind === 'connecting') this.#openSocket()
    else if (kind !== 'live' && kind !== 'stale') this.#closeSocket()
  }

  #openSocket(): void {
    this.#closeSocket()
    this.#socket = createPlantSocket(this.#settings, this.#clock, {
      onEvent: (event) => this.#onSocketEvent(event),
      onMessage: (text) => this.#onMessage(text),
      onUnreadable: (reason) => this.#sink.onUnreadable(reason, ''),
    })
    this.#socket.open()
  }

  /** From here on the socket reports nothing, however long its closing takes. */
  #closeSocket(): void {
    if (this.#socket === null) return
    this.#ended = Promise.all([this.#ended, this.#socket.close()]).then(() => {})
    this.#socket = null
  }

  #onSocketEvent(event: ConnectionEvent): void {
    if (event.kind === 'opened') this.#reader.onReconnected()
    this.#driver.handle(event)
  }

  #onMessage(text: string): void {
    if (!this.#reader.readMessage(text)) return
    this.#arrivals.observe('', this.#clock.now())
    this.#driver.handle({ kind: 'data' })
  }
}
