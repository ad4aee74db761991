import type { ClientRequest, IncomingMessage } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import type { PlantSettings } from '../../../contract/settings.ts'
import type { ConnectionEvent } from '../../../domain/telemetry/connection.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { reasonOf } from '../../runtime/engine-error.ts'

const HANDSHAKE_TIMEOUT = 10 * SECOND
/** Longest message in bytes. */
const MAX_PAYLOAD = 4 * 1024 * 1024
/** How long the plant may take to close the connection, in ms. */
const CLOSE_TIMEOUT = SECOND
/** Close codes that refuse the credentials: the common private ones for 401 and 403. */
const REFUSING_CODES = new Set([4401, 4403])
/** «Policy violation»: a refusal of the credentials where nothing was ever received, and some other fault afterwards. */
const POLICY_VIOLATION = 1008
const REFUSING_STATUS = new Set([401, 403])

/** What a socket reports. */
export interface PlantSocketListener {
  onEvent(event: ConnectionEvent): void
  onMessage(text: string): void
  /** A message that the socket itself refused: why. It ends the connection. */
  onUnreadable(reason: string): void
}

/** One socket to a plant, from its opening to its end. */
export interface PlantSocket {
  open(): void
  /** Closes it, with a close frame where it is open; resolves when it is gone. Nothing is reported from the call on. */
  close(): Promise<void>
}

/** A socket to the plant of `settings`. */
export function createPlantSocket(settings: PlantSettings, clock: Clock, listener: PlantSocketListener): PlantSocket {
  return new WebSocketToPlant(settings, clock, listener)
}

class WebSocketToPlant implements PlantSocket {
  readonly #settings: PlantSettings
  readonly #clock: Clock
  readonly #listener: PlantSocketListener
  #socket: WebSocket | null = null
  /** Why it ends, where that was known before its end. */
  #verdict: ConnectionEvent | null = null
  #stopPings = () => {}
  #ended = false
  #received = false

  constructor(settings: PlantSettings, clock: Clock, listener: PlantSocketListener) {
    this.#settings = settings
    this.#clock = clock
    this.#listener = listener
  }

  open(): void {
    try {
      this.#socket = new WebSocket(this.#settings.url, clientOptions(this.#settings))
    } catch (error) {
      // The settings themselves can't be used (a header, a certificate): trying again would not help.
      this.#listener.onEvent({ kind: 'refused', reason: `The connection can't be made: ${describeNodeError(error)}.` })
      return
    }
    this.#listenTo(this.#socket)
  }

  close(): Promise<void> {
    this.#ended = true
    this.#stopPings()
    return this.#socket === null ? Promise.resolve() : closeSocket(this.#socket, this.#clock)
  }

  #listenTo(socket: WebSocket): void {
    const end = (verdict: ConnectionEvent) => {
      this.#verdict = verdict
      socket.terminate()
    }
    socket.on('open', () => {
      this.#stopPings = keepAlive(socket, this.#settings.pingSeconds * SECOND, this.#clock, end)
      this.#emit({ kind: 'opened' })
    })
    socket.on('message', (data) => {
      this.#received = true
      if (!this.#ended) this.#listener.onMessage(decodeText(data))
    })
    socket.on('unexpected-response', (request, response) => end(interpretHttpAnswer(request, response)))
    socket.on('error', (error) => this.#onError(error))
    socket.on('close', (code, reason) => {
      this.#stopPings()
      this.#emit(this.#verdict ?? interpretClose(code, reason.toString(), this.#received))
    })
  }

  #onError(error: Error): void {
    if (!this.#ended && isOversized(error)) {
      this.#listener.onUnreadable(`A message was larger than ${MAX_PAYLOAD / 2 ** 20} MB.`)
    }
    this.#verdict ??= { kind: 'closed', reason: describeFailure(describeNodeError(error)) }
  }

  #emit(event: ConnectionEvent): void {
    if (!this.#ended) this.#listener.onEvent(event)
  }
}

function closeSocket(socket: WebSocket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) return resolve()
    const cancel = clock.after(CLOSE_TIMEOUT, () => socket.terminate())
    socket.once('close', () => {
      cancel()
      resolve()
    })
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
    else socket.close(1000)
  })
}

function clientOptions({ auth, tls }: PlantSettings): ClientOptions {
  const headers =
    auth.kind === 'bearer' ? { authorization: `Bearer ${auth.token}` } : auth.kind === 'headers' ? auth.headers : {}
  return {
    headers,
    handshakeTimeout: HANDSHAKE_TIMEOUT,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    ...(tls.ca && { ca: tls.ca }),
    ...(tls.cert && { cert: tls.cert }),
    ...(tls.key && { key: tls.key }),
  }
}

/** Pings every `pause` ms. A socket that has received nothing since the last ping, no answer and no data, is dead. */
function keepAlive(socket: WebSocket, pause: number, clock: Clock, dead: (event: ConnectionEvent) => void): () => void {
  let received = true
  const onReceived = () => {
    received = true
  }
  socket.on('pong', onReceived)
  socket.on('message', onReceived)
  let cancel = clock.after(pause, beat)
  function beat() {
    if (!received)
      return dead({ kind: 'closed', reason: `The plant did not answer a ping within ${pause / SECOND} s.` })
    received = false
    socket.ping()
    cancel = clock.after(pause, beat)
  }
  return () => cancel()
}

/** What an HTTP answer instead of a WebSocket means. */
function interpretHttpAnswer(request: ClientRequest, response: IncomingMessage): ConnectionEvent {
  const status = response.statusCode ?? 0
  request.destroy()
  if (REFUSING_STATUS.has(status))
    return { kind: 'refused', reason: `The plant refused the credentials (HTTP ${status}).` }
  return { kind: 'closed', reason: `The plant answered HTTP ${status} instead of opening a WebSocket.` }
}

function interpretClose(code: number, reason: string, received: boolean): ConnectionEvent {
  const closeText = reason.trim() === '' ? `code ${code}` : `code ${code}: ${reason.trim()}`
  const refuses = REFUSING_CODES.has(code) || (code === POLICY_VIOLATION && !received)
  if (refuses) return { kind: 'refused', reason: `The plant refused the credentials (${closeText}).` }
  if (code === 1006) return { kind: 'closed', reason: 'The connection to the plant was cut.' }
  return { kind: 'closed', reason: `The plant closed the connection (${closeText}).` }
}

function decodeText(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}

function isOversized(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

/** Node names what failed in a message, a code, or a list of attempts. */
function describeNodeError(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeNodeError).join(', ')
  return reasonOf(error)
}

function describeFailure(text: string): string {
  return `The connection to the plant failed: ${text.replace(/\.$/, '')}.`
}
