import { Worker } from 'node:worker_threads'
import { workerUrl } from '../runtime/worker-url.ts'
import type { StorePort } from './store-port.ts'
import { forEachMethod, type StoreReply, type StoreRequest } from './store-rpc.ts'

/** How a store is opened in a thread of its own. */
export interface ConnectStoreOptions {
  /** The database's file; its folder is made where it is missing. */
  readonly file: string
  /** Another folder of better-sqlite3's package than the installed one. */
  readonly sqlite?: string
  /** Called once when the store's thread ends without having been closed. Every call fails from then on. */
  readonly onUnexpectedEnd?: (error: Error) => void
}

/** A store in its thread, and what happened while opening it that someone should know. */
export interface ConnectedStore {
  readonly port: StorePort
  readonly notice: string | null
}

/**
 * Opens the store in a thread of its own. `port.close()` ends the thread.
 * @throws Error with one line for the user where the store can't be opened.
 */
export async function connectStore({
  file,
  sqlite,
  onUnexpectedEnd: onDeath,
}: ConnectStoreOptions): Promise<ConnectedStore> {
  const worker = new Worker(workerUrl('store'), { name: 'store', workerData: { file, sqlite } })
  return connectWorker(worker, onDeath)
}

/** Waits until the worker has opened the store. */
export async function connectWorker(worker: Worker, onDeath?: (error: Error) => void): Promise<ConnectedStore> {
  const calls = new PendingCalls(worker)
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  const opened = await calls.opened
  if (opened.kind === 'refused') {
    await ended
    throw new Error(opened.message)
  }
  calls.onUnexpectedEnd = onDeath
  const port = forEachMethod(
    (method) =>
      (...args: unknown[]) =>
        calls.call(method, args),
  )
  const close = async () => {
    await calls.call('close', [])
    await ended
  }
  return { port: { ...port, close } as StorePort, notice: opened.notice }
}

type Opening = Extract<StoreReply, { kind: 'opened' | 'refused' }>

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Requests under way, each answered once: by the worker, or by its death. */
class PendingCalls {
  readonly opened: Promise<Opening>
  onUnexpectedEnd: ((error: Error) => void) | undefined
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #nextId = 0
  /** Why no call can be made any more. */
  #endError: Error | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    this.opened = new Promise((resolve, reject) => {
      worker.on('message', (reply: StoreReply) => {
        if (reply.kind === 'opened' || reply.kind === 'refused') resolve(reply)
        else this.#settle(reply)
      })
      worker.on('error', (error) => this.#fail(error instanceof Error ? error.message : String(error), reject))
      worker.on('exit', (code) => this.#fail(`its thread ended with code ${code}`, reject))
    })
  }

  call(method: StoreRequest['method'], args: readonly unknown[]): Promise<unknown> {
    if (this.#endError !== null) return Promise.reject(this.#endError)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const request: StoreRequest = { id, method, args }
      this.#worker.postMessage(request)
      this.#pending.set(id, { resolve, reject })
      if (method === 'close') this.#endError = new Error('The store is closed')
    })
  }

  #settle(reply: Extract<StoreReply, { kind: 'answer' | 'failure' }>): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'answer') pending?.resolve(reply.value)
    else pending?.reject(new Error(reply.message))
  }

  /** Fails what waits. Ending after `close` is no death. */
  #fail(reason: string, rejectOpening: (error: Error) => void): void {
    const error = new Error(`The store stopped unexpectedly: ${reason}`)
    rejectOpening(error)
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
    if (this.#endError !== null) return
    this.#endError = error
    this.onUnexpectedEnd?.(error)
  }
}
