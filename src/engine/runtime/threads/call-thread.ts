import type { Worker } from 'node:worker_threads'
import { reasonOf } from '../engine-error.ts'
import { decodeError, START_ID, type ThreadMethods, type ThreadReply, type ThreadRequest } from './thread-messages.ts'

/** How a thread ended without being asked to: by an error that nothing caught, or by exiting. */
export type ThreadEnd =
  | { readonly kind: 'error'; readonly reason: string }
  | { readonly kind: 'exit'; readonly code: number }

export interface ThreadCallsOptions<E> {
  /** The sentence of the error that calls get once the thread has ended. */
  readonly describeEnd: (end: ThreadEnd) => string
  readonly onEvent?: ((event: E) => void) | undefined
  /** Called once if a thread that had started ends without being asked to. */
  readonly onUnexpectedEnd?: ((error: Error) => void) | undefined
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Calls what a thread serves (`createThreadServer`). Every call is settled once: by the thread, in whatever order it
 * answers, or by the thread's end. An EngineError arrives as one, with code and field, any other error as an Error with
 * the same message.
 *
 * Written here, and not by birpc or comlink: the end of a thread, the errors' codes and what the thread says before the
 * first call would have to be added around them, and an error that is thrown while an event is handled is lost in
 * birpc.
 */
export class ThreadCalls<M extends ThreadMethods<M>, Start = unknown, E = never> {
  /** Resolves with what the thread's `answerStart` answers; rejects if it fails or the thread ends before. */
  readonly started: Promise<Start>
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  #nextId = START_ID
  /** Why no call can be made any more. */
  #endError: Error | null = null

  constructor(worker: Worker, { describeEnd, onEvent, onUnexpectedEnd }: ThreadCallsOptions<E>) {
    this.#worker = worker
    this.started = this.#expectAnswer<Start>()
    // No one has to handle this: if the thread doesn't start, each call rejects with the reason.
    this.started.catch(() => {})
    const onEnd = (end: ThreadEnd) => {
      const wasStarted = !this.#pending.has(START_ID)
      const error = new Error(describeEnd(end))
      this.#rejectPending(error)
      if (this.#endError !== null) return
      this.#endError = error
      if (wasStarted) onUnexpectedEnd?.(error)
    }
    worker.on('message', (reply: ThreadReply) => {
      // The thread's server has the same type of events, E.
      if (reply.kind === 'event') onEvent?.(reply.event as E)
      else this.#settle(reply)
    })
    worker.on('error', (error) => onEnd({ kind: 'error', reason: reasonOf(error) }))
    worker.on('exit', (code) => onEnd({ kind: 'exit', code }))
  }

  /** Whether the thread has ended or was asked to end: every call rejects from then on. */
  get isOver(): boolean {
    return this.#endError !== null
  }

  /** Calls that were made and are not answered yet. */
  get waiting(): number {
    return this.#pending.size - (this.#pending.has(START_ID) ? 1 : 0)
  }

  async call<K extends keyof M & string>(method: K, ...args: Parameters<M[K]>): Promise<Awaited<ReturnType<M[K]>>> {
    if (this.#endError !== null) throw this.#endError
    const request: ThreadRequest = { id: this.#nextId, method, args }
    // What can't be cloned is thrown here, before an answer is waited for.
    this.#worker.postMessage(request)
    return this.#expectAnswer<Awaited<ReturnType<M[K]>>>()
  }

  /**
   * The last call: the thread ends by itself once it has answered. Later calls are refused for `reason`, a sentence.
   */
  callLast<K extends keyof M & string>(
    reason: string,
    method: K,
    ...args: Parameters<M[K]>
  ): Promise<Awaited<ReturnType<M[K]>>> {
    const answer = this.call(method, ...args)
    this.#endError ??= new Error(reason)
    return answer
  }

  /**
   * Ends the thread at once, whatever it is at; resolves when it has ended.
   * @param reason Why calls that wait are refused, a sentence; where it is left out, the text of `describeEnd`.
   */
  async terminate(reason?: string): Promise<void> {
    if (reason !== undefined) {
      this.#endError ??= new Error(reason)
      this.#rejectPending(this.#endError)
    }
    await this.#worker.terminate()
  }

  #expectAnswer<T>(): Promise<T> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      // The thread answers with what the method of its server answers.
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject })
    })
  }

  #settle(reply: Exclude<ThreadReply, { kind: 'event' }>): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if (reply.kind === 'answer') {
      pending?.resolve(reply.value)
      return
    }
    const error = decodeError(reply.error)
    if (reply.id === START_ID) this.#endError ??= error
    pending?.reject(error)
  }

  #rejectPending(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
