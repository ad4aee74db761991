import type { CallError, CallInput, CallName, CallOutput, EngineEvent, Outcome } from '../../contract/api.ts'
import type { Link, Transport } from './transport.ts'

type Routes = typeof __ROUTES__

/** Pauses before the second, third, … attempt to reach the engine, in ms; the last one repeats. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/** An engine behind REST and a WebSocket at `origin`. */
export function createHttpTransport(origin: string, routes: Routes): Transport {
  const stream = createStream(`${origin.replace(/^http/, 'ws')}/ws/stream`)
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
): Promise<Outcome<CallOutput<N>>> {
  const { method, path } = routes[name]
  const url = method === 'GET' ? `${origin}${path}${queryOf(input)}` : `${origin}${path}`
  const body = method === 'GET' ? {} : { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } }
  try {
    const response = await fetch(url, { method, ...body })
    const answer: unknown = await response.json()
    if (response.ok) return { ok: true, value: answer as CallOutput<N> }
    return { ok: false, error: errorOf(answer, response.status) }
  } catch {
    return {
      ok: false,
      error: { code: 'unavailable', message: 'The engine can’t be reached. Check that EcoPulse is running.' },
    }
  }
}

/** `{ tag: 'load', from: 1 }` as `?tag=load&from=1`. */
function queryOf(input: object): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input)) if (value !== undefined) query.set(key, String(value))
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

/** A problem document (RFC 9457) as the contract's error. */
function errorOf(answer: unknown, status: number): CallError {
  const problem = (answer ?? {}) as { code?: CallError['code']; detail?: string; field?: string }
  return {
    code: problem.code ?? 'internal',
    message: problem.detail ?? `The engine answered with status ${status}.`,
    ...(problem.field === undefined ? {} : { field: problem.field }),
  }
}

/** One socket for all listeners; it opens with the first and closes with the last. */
function createStream(url: string): Pick<Transport, 'subscribe' | 'onLink' | 'retryNow'> {
  const listeners = new Set<(event: EngineEvent) => void>()
  const watchers = new Set<(link: Link) => void>()
  let link: Link = { kind: 'opening' }
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let failures = 0

  const become = (next: Link) => {
    link = next
    for (const watcher of watchers) watcher(next)
  }
  const open = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const opened = new WebSocket(url)
    socket = opened
    opened.onopen = () => {
      if (opened !== socket) return
      failures = 0
      become({ kind: 'open' })
    }
    opened.onmessage = (message) => {
      if (opened !== socket) return
      const event = JSON.parse(String(message.data)) as EngineEvent
      for (const listener of listeners) listener(event)
    }
    opened.onclose = () => {
      if (opened === socket) wait()
    }
  }
  const wait = () => {
    socket = null
    const pause = PAUSES[Math.min(failures, PAUSES.length - 1)] ?? 30_000
    failures += 1
    timer = setTimeout(open, pause)
    become({ kind: 'waiting', attempt: failures + 1, retryAt: Date.now() + pause })
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
      watchers.add(watcher)
      watcher(link)
      return () => watchers.delete(watcher)
    },
    retryNow() {
      if (link.kind !== 'waiting') return
      become({ kind: 'opening' })
      open()
    },
  }
}
