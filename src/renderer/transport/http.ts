import type { CallError, CallInput, CallName, CallOutput, CallResult, EngineEvent } from '../../contract/api.ts'
import type { EngineLink, Transport } from './transport.ts'

type Routes = typeof __ROUTES__

/** Pauses before the second, third, … attempt to reach the engine, in ms; the last one repeats. */
const RETRY_PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]

/** An engine behind REST and a WebSocket at `origin`. */
export function createHttpTransport(origin: string, routes: Routes): Transport {
  const stream = new EventStream(`${origin.replace(/^http/, 'ws')}/ws/stream`)
  return {
    call: (name, input) => request(origin, routes, name, input),
    subscribe: (listener) => stream.subscribe(listener),
    onLink: (listener) => stream.onLink(listener),
    retryNow: () => stream.retryNow(),
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
class EventStream implements Pick<Transport, 'subscribe' | 'onLink' | 'retryNow'> {
  readonly #url: string
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  readonly #linkListeners = new Set<(link: EngineLink) => void>()
  #link: EngineLink = { kind: 'opening' }
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #failures = 0

  constructor(url: string) {
    this.#url = url
  }

  subscribe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    if (this.#listeners.size === 1) this.#open()
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) this.#close()
    }
  }

  onLink(listener: (link: EngineLink) => void): () => void {
    this.#linkListeners.add(listener)
    listener(this.#link)
    return () => this.#linkListeners.delete(listener)
  }

  retryNow(): void {
    if (this.#link.kind !== 'waiting') return
    this.#setLink({ kind: 'opening' })
    this.#open()
  }

  #open(): void {
    this.#clearTimer()
    const socket = new WebSocket(this.#url)
    this.#socket = socket
    socket.onopen = () => {
      if (socket !== this.#socket) return
      this.#failures = 0
      this.#setLink({ kind: 'open' })
    }
    socket.onmessage = (message) => {
      if (socket !== this.#socket) return
      const event = JSON.parse(String(message.data)) as EngineEvent
      for (const listener of this.#listeners) listener(event)
    }
    socket.onclose = () => {
      if (socket === this.#socket) this.#scheduleRetry()
    }
  }

  #scheduleRetry(): void {
    this.#socket = null
    const pause = RETRY_PAUSES_MS[Math.min(this.#failures, RETRY_PAUSES_MS.length - 1)] ?? 30_000
    this.#failures += 1
    this.#timer = setTimeout(() => this.#open(), pause)
    this.#setLink({ kind: 'waiting', attempt: this.#failures + 1, retryAt: Date.now() + pause })
  }

  #close(): void {
    this.#clearTimer()
    const socket = this.#socket
    this.#socket = null
    socket?.close()
    this.#link = { kind: 'opening' }
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #setLink(next: EngineLink): void {
    this.#link = next
    for (const listener of this.#linkListeners) listener(next)
  }
}
