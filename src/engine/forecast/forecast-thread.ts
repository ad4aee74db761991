import type { Worker } from 'node:worker_threads'
import type { Forecast, ForecastWindow } from '../../domain/forecast.ts'
import { reasonOf } from '../engine-error.ts'
import type { ForecasterStatus } from './forecaster-port.ts'
import type { Reply, Request } from './rpc.ts'

interface Pending {
  readonly resolve: (value: Forecast | ForecasterStatus) => void
  readonly reject: (error: Error) => void
}

/** One life of the forecaster's thread. Every question is answered once: by the thread, or by its end. */
export class ForecastThread {
  /** Resolves when the model is loaded; rejects where the thread ends before. */
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #nextId = 0
  #over: Error | null = null

  constructor(worker: Worker) {
    this.#worker = worker
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (reply: Reply) => {
        if (reply.kind === 'ready') resolve()
        else this.#settle(reply)
      })
      worker.on('error', (error) => reject(this.#finish(reasonOf(error))))
      worker.on('exit', (code) => reject(this.#finish(`its thread ended with code ${code}`)))
    })
    // Whoever asks a thread that never gets ready is told by the answer.
    this.ready.catch(() => {})
  }

  /** Whether it has ended: every question is refused from then on. */
  get isOver(): boolean {
    return this.#over !== null
  }

  async forecast(window: ForecastWindow): Promise<Forecast> {
    return (await this.#ask((id) => ({ id, method: 'forecast', window }))) as Forecast
  }

  async status(): Promise<ForecasterStatus> {
    return (await this.#ask((id) => ({ id, method: 'status' }))) as ForecasterStatus
  }

  /** Ends the thread; what is under way is answered with an error. */
  async end(): Promise<void> {
    this.#finish('it was closed')
    await this.#worker.terminate()
  }

  #ask(request: (id: number) => Request): Promise<Forecast | ForecasterStatus> {
    if (this.#over !== null) return Promise.reject(this.#over)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      this.#worker.postMessage(request(id))
    })
  }

  #settle(reply: Exclude<Reply, { kind: 'ready' }>): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'value') pending?.resolve(reply.value)
    else pending?.reject(new Error(reply.message))
  }

  #finish(why: string): Error {
    this.#over ??= new Error(`The forecaster ended: ${why}`)
    for (const { reject } of this.#pending.values()) reject(this.#over)
    this.#pending.clear()
    return this.#over
  }
}
