import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { EngineApi } from '../contract/api.ts'
import { isTrusted } from './guard.ts'

export const STREAM_PATH = '/ws/stream'
/** A subscriber that lets more than this wait, in bytes, is too slow and closed: it gets a snapshot when it returns. */
const MAX_BUFFERED = 4 * 1024 * 1024
const PING_EVERY = 15_000
/** Close code «try again later» (RFC 6455's registry). */
const TRY_AGAIN_LATER = 1013

/** Serves the engine's events over WebSocket at `/ws/stream`: a snapshot, then changes, each as one JSON text. */
export function serveStream(server: Server, engine: EngineApi, hosts: ReadonlySet<string>): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    // Until it is a WebSocket no other listener handles its errors.
    socket.on('error', () => socket.destroy())
    const [path] = (request.url ?? '').split('?')
    const refusal = !isTrusted(request, hosts) ? '403 Forbidden' : path === STREAM_PATH ? null : '404 Not Found'
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => streamTo(client, engine))
  })
  return {
    close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
    },
  }
}

function streamTo(client: WebSocket, engine: EngineApi): void {
  let answered = true
  const unsubscribe = engine.subscribe((event) => {
    if (client.readyState !== client.OPEN) return
    if (client.bufferedAmount > MAX_BUFFERED) client.close(TRY_AGAIN_LATER, 'too slow')
    else client.send(JSON.stringify(event))
  })
  const ping = setInterval(() => {
    if (!answered) return client.terminate()
    answered = false
    client.ping()
  }, PING_EVERY)
  client.on('pong', () => {
    answered = true
  })
  client.on('error', () => client.terminate())
  client.on('close', () => {
    clearInterval(ping)
    unsubscribe()
  })
}
