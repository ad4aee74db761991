import { WebSocket } from 'ws'
import { type CallName, calls, type EngineApi, type EngineEvent } from '../../src/contract/api.ts'

/** An engine over REST and WebSocket, as a data engineer's program would reach it. */
export function httpClient(address: string): EngineApi {
  return {
    async call(name: CallName, input: object) {
      const { method, path } = calls[name]
      const url = new URL(path, address)
      if (method === 'GET') for (const [key, value] of Object.entries(input)) url.searchParams.set(key, String(value))
      const response = await fetch(url, {
        method,
        ...(method === 'GET' ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }),
      })
      const body = await response.json()
      if (response.ok) return { ok: true, value: body }
      const { code, detail, field } = body as { code: string; detail: string; field?: string }
      if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
        throw new Error('not a problem document')
      return { ok: false, error: { code, message: detail, ...(field === undefined ? {} : { field }) } }
    },
    subscribe(listener: (event: EngineEvent) => void) {
      const socket = new WebSocket(new URL('/ws/stream', address.replace('http', 'ws')))
      socket.on('message', (data) => listener(JSON.parse(String(data))))
      return () => socket.terminate()
    },
  } as EngineApi
}
