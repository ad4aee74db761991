import type { ClientRequest, IncomingMessage } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import type { PlantSettings } from '../../../contract/settings.ts'
import type { ConnectionEvent } from '../../../domain/telemetry/connection.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'

const HANDSHAKE_TIMEOUT = 10 * SECOND
/** Longest message in bytes. */
const MAX_PAYLOAD = 4 * 1024 * 1024
/** How long the plant may take to say goodbye, in ms. */
const GOODBYE = SECOND
/** Close codes that refuse the credentials: the common private ones for 401 and 403. */
const REFUSING_CODES = new Set([4401, 4403])
/** «Policy violation»: a refusal where nothing was ever sent, and some other displeasure afterwards. */
const POLICY_VIOLATION = 1008
const REFUSING_STATUS = new Set([401, 403])

/** What a socket tells of itself. */
export interface PlantSocketListener {
  event(event: ConnectionEvent): void
  message(text: string): void
  /** A message that the socket itself refused: why. It ends the connection. */
  unreadable(reason: string): void
}

/** One socket to a plant, from its opening to its end. */
export interface PlantSocket {
  begin(): void
  /** Closes it, politely where that works at once; resolves when it is gone. Nothing is told from the call on. */
  end(): Promise<void>
}

/** A socket to the plant of `settings`; it opens with `begin`. */
export function openPlantSocket(settings: PlantSettings, clock: Clock, listener: PlantSocketListener): PlantSocket {
  let socket: WebSocket | null = null
  let verdict: ConnectionEvent | null = null
  let stopPings = () => {}
  let over = false
  let heard = false

  function begin(): void {
    try {
      socket = new WebSocket(settings.url, optionsOf(settings))
    } catch (error) {
      // The settings themselves can't be used (a header, a certificate): trying again would not help.
      listener.event({ kind: 'refused', reason: `The connection can't be made: ${messageOf(error)}.` })
      return
    }
    const opened = socket
    opened.on('open', () => {
      stopPings = keepAlive(opened, settings.pingSeconds * SECOND, clock, (event) => {
        verdict = event
        opened.terminate()
      })
      tell({ kind: 'opened' })
    })
    opened.on('message', (data) => {
      heard = true
      if (!over) listener.message(textOf(data))
    })
    opened.on('unexpected-response', (request, response) => {
      verdict = answerTo(request, response)
      opened.terminate()
    })
    opened.on('error', (error) => {
      if (!over && isOversized(error)) listener.unreadable(`A message was larger than ${MAX_PAYLOAD / 2 ** 20} MB.`)
      verdict ??= { kind: 'closed', reason: sentence(messageOf(error)) }
    })
    opened.on('close', (code, reason) => {
      stopPings()
      tell(verdict ?? farewell(code, reason.toString(), heard))
    })
  }

  function tell(event: ConnectionEvent): void {
    if (!over) listener.event(event)
  }

  return {
    begin,
    end() {
      over = true
      stopPings()
      return socket === null ? Promise.resolve() : closeSocket(socket, clock)
    },
  }
}

function closeSocket(socket: WebSocket, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === WebSocket.CLOSED) return resolve()
    const cancel = clock.after(GOODBYE, () => socket.terminate())
    socket.once('close', () => {
      cancel()
      resolve()
    })
    if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
    else socket.close(1000)
  })
}

function optionsOf({ auth, tls }: PlantSettings): ClientOptions {
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

/** Pings every `pause` ms. A socket on which nothing came since the last ping, no answer and no data, is dead. */
function keepAlive(socket: WebSocket, pause: number, clock: Clock, dead: (event: ConnectionEvent) => void): () => void {
  let heard = true
  const hear = () => {
    heard = true
  }
  socket.on('pong', hear)
  socket.on('message', hear)
  let cancel = clock.after(pause, beat)
  function beat() {
    if (!heard) return dead({ kind: 'closed', reason: `The plant did not answer a ping within ${pause / SECOND} s.` })
    heard = false
    socket.ping()
    cancel = clock.after(pause, beat)
  }
  return () => cancel()
}

/** What an HTTP answer instead of a WebSocket means. */
function answerTo(request: ClientRequest, response: IncomingMessage): ConnectionEvent {
  const status = response.statusCode ?? 0
  request.destroy()
  if (REFUSING_STATUS.has(status))
    return { kind: 'refused', reason: `The plant refused the credentials (HTTP ${status}).` }
  return { kind: 'closed', reason: `The plant answered HTTP ${status} instead of opening a WebSocket.` }
}

function farewell(code: number, reason: string, heard: boolean): ConnectionEvent {
  const said = reason.trim() === '' ? `code ${code}` : `code ${code}: ${reason.trim()}`
  const refuses = REFUSING_CODES.has(code) || (code === POLICY_VIOLATION && !heard)
  if (refuses) return { kind: 'refused', reason: `The plant refused the credentials (${said}).` }
  if (code === 1006) return { kind: 'closed', reason: 'The connection to the plant was cut.' }
  return { kind: 'closed', reason: `The plant closed the connection (${said}).` }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}

function isOversized(error: Error): boolean {
  return 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
}

/** Node names what failed in a message, a code, or a list of attempts. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

function sentence(text: string): string {
  return `The connection to the plant failed: ${text.replace(/\.$/, '')}.`
}
