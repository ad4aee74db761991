import { Worker } from 'node:worker_threads'
import { ThreadCalls, type ThreadEnd } from '../runtime/threads/call-thread.ts'
import { workerUrl } from '../runtime/threads/worker-url.ts'
import { forEachMethod } from './store-methods.ts'
import type { StorePort } from './store-port.ts'

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
export async function connectStore({ file, sqlite, onUnexpectedEnd }: ConnectStoreOptions): Promise<ConnectedStore> {
  const worker = new Worker(workerUrl('store'), { name: 'store', workerData: { file, sqlite } })
  return connectWorker(worker, onUnexpectedEnd)
}

/** `StorePort` has the input and the answer of each. */
type StoreMethods = Record<keyof StorePort, (...args: unknown[]) => unknown>

/** Waits for the worker's message that it is open. */
export async function connectWorker(worker: Worker, onUnexpectedEnd?: (error: Error) => void): Promise<ConnectedStore> {
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  const calls = new ThreadCalls<StoreMethods, string | null>(worker, { describeEnd, onUnexpectedEnd })
  const notice = await calls.started.catch(async (error: unknown) => {
    await ended
    throw error
  })
  const methods = forEachMethod(
    (method) =>
      (...args: unknown[]) =>
        calls.call(method, ...args),
  )
  const close = async () => {
    await calls.callLast('The store is closed', 'close')
    await ended
  }
  return { port: { ...methods, close } as StorePort, notice }
}

function describeEnd(end: ThreadEnd): string {
  const why = end.kind === 'error' ? end.reason : `its thread ended with code ${end.code}`
  return `The store stopped unexpectedly: ${why}`
}
