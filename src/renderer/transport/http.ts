import type { CallError, CallInput, CallName, CallOutput, CallResult, EngineEvent } from '../../contract/api.ts'
import type { EngineLink, Transport } from './transport.ts'

type Routes = typeof __ROUTES__

/** Pauses before the second, third, … attempt to reach the engine, in ms; the last one repeats. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/** An engine behind REST and a WebSocket at `origin`. */
export function createHttpTransport(origin: string, routes: Routes): Transport {
  const stream = createEventStream(`${origin.replace(/^http/, 'ws')}/ws/stream`)
  return {
    call: (name, input) => request(origin, routes, name, input),
    subscribe: stream.subscribe,
    onLink: stream.onLink,
    retryNow: stream.retryNow,
  }
}

async function request<N extends CallName>(
  origin: string,
  routes: Routes,
  name: N,
  input: CallInput<N>,
): Promise<CallResult<CallOutput<N>>> {
  const { method, path } = routes[name]
  const url = method === 'GET' ? `${origin}${path}${formatQuery(input)}` : `${origin}${path}`
  const body = method === 'GET' ? {} : { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } }
  try {
    const response = await fetch(url, { method, ...body })
    const answer: unknown = await response.json()
    if (response.ok) return { ok: true, value: answer as CallOutput<N> }
    return { ok: false, error: parseProblem(answer, response.status) }
  } catch {
    return {
      ok: false,
      error: { code: 'unavailable', message: 'The engine can’t be reached. Check that EcoPulse is running.' },
    }
  }
}

/** `{ tag: 'load', from: 1 }` as `?tag=load&from=1`. */
function formatQuery(input: object): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input)) if (value !== undefined) query.set(key, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** A problem document (RFC 9457) as the contract's error. */
function parseProblem(answer: unknown, status: number): CallError {
  const problem = (answer ?? {}) as { code?: CallError['code']; detail?: string; field?: string }
  return {
    code: problem.code ?? 'internal',
    message: problem.detail ?? `The engine answered with status ${status}.`,
    ...(problem.field === undefined ? {} : { field: problem.field }),
  }
}

/** One socket for all listeners; it opens with the first and closes with the last. */
function createEventStream(url: string): Pick<Transport, 'subscribe' | 'onLink' | 'retryNow'> {
  const listeners = new Set<(event: EngineEvent) => void>()
  const linkListeners = new Set<(link: EngineLink) => void>()
  let link: EngineLink = { kind: 'opening' }
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let failures = 0

  const setLink = (next: EngineLink) => {
    link = next
    for (const watcher of linkListeners) watcher(next)
  }
  const open = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const opened = new WebSocket(url)
    socket = opened
    opened.onopen = () => {
      if (opened !== socket) return
      failures = 0
      setLink({ kind: 'open' })
    }
    opened.onmessage = (message) => {
      if (opened !== socket) return
      const event = JSON.parse(String(message.data)) as EngineEvent
      for (const listener of listeners) listener(event)
    }
    opened.onclose = () => {
      if (opened === socket) scheduleRetry()
    }
  }
  const scheduleRetry = () => {
    socket = null
    const pause = RETRY_PAUSES_MS[Math.min(failures, RETRY_PAUSES_MS.length - 1)] ?? 30_000
    failures += 1
    timer = setTimeout(open, pause)
    setLink({ kind: 'waiting', attempt: failures + 1, retryAt: Date.now() + pause })
  }
  const close = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const closing = socket
    socket = null
    closing?.close()
    link = { kind: 'opening' }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      if (listeners.size === 1) open()
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) close()
      }
    },
    onLink(watcher) {
      linkListeners.add(watcher)
      watcher(link)
      return () => linkListeners.delete(watcher)
    },
    retryNow() {
      if (link.kind !== 'waiting') return
      setLink({ kind: 'opening' })
      open()
    },
  }
}
