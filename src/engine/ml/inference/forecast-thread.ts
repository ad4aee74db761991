import type { Worker } from 'node:worker_threads'
import { EngineError, reasonOf } from '../../runtime/engine-error.ts'
import type { ForecasterMethod, ForecasterMethods, ForecasterReply } from './forecaster-rpc.ts'

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** One life of the forecaster's thread. Every question is answered once: by the thread, or by its end. */
export class ForecastThread {
  /** Resolves when the model is loaded; rejects where the thread ends before. */
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #nextId = 0
  #endError: Error | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (reply: ForecasterReply) => {
        if (reply.kind === 'ready') resolve()
        else this.#settle(reply)
      })
      worker.on('error', (error) => reject(this.#finish(reasonOf(error))))
      worker.on('exit', (code) => reject(this.#finish(`its thread ended with code ${code}`)))
    })
    // A call to a thread that never gets ready has the error as its answer.
    this.ready.catch(() => {})
  }

  /** Whether it has ended: every question is refused from then on. */
  get isOver(): boolean {
    return this.#endError !== null
  }

  /** Questions that were asked and not answered yet. */
  get queued(): number {
    return this.#pending.size
  }

  request<M extends ForecasterMethod>(
    method: M,
    input: ForecasterMethods[M]['input'],
  ): Promise<ForecasterMethods[M]['answer']> {
    if (this.#endError !== null) return Promise.reject(this.#endError)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      // The thread answers a question with what its method answers.
      this.#pending.set(id, { resolve: (value) => resolve(value as ForecasterMethods[M]['answer']), reject })
      this.#worker.postMessage({ id, method, input })
    })
  }

  /** Ends the thread; what is under way is answered with an error. */
  async end(): Promise<void> {
    this.#finish('it was closed')
    await this.#worker.terminate()
  }

  #settle(reply: Exclude<ForecasterReply, { kind: 'ready' }>): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'value') pending?.resolve(reply.value)
    else pending?.reject(reply.code === null ? new Error(reply.message) : new EngineError(reply.code, reply.message))
  }

  #finish(why: string): Error {
    this.#endError ??= new Error(`The forecaster ended: ${why}`)
    for (const { reject } of this.#pending.values()) reject(this.#endError)
    this.#pending.clear()
    return this.#endError
  }
}
