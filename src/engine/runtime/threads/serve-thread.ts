import type { MessagePort } from 'node:worker_threads'
import { encodeError, START_ID, type ThreadMethods, type ThreadReply, type ThreadRequest } from './thread-messages.ts'

/** The side of the thread that `ThreadCalls` calls. */
export interface ThreadServer<E> {
  /**
   * Runs `run` once, and answers its result, as `toAnswer` converts it, to the caller's `started`.
   * @returns The result of `run`; null if it failed: then the caller gets the error, and the thread ends.
   */
  answerStart<T>(run: () => T | Promise<T>, toAnswer?: (made: T) => unknown): Promise<T | null>
  /**
   * Answers each call by the method of its name, as soon as it can: calls whose methods answer with promises overlap.
   * @param last After this method has been answered nothing more is, and the thread ends.
   */
  serve<M extends ThreadMethods<M>>(methods: M, last?: keyof M): void
  /** Sends an event to the caller's `onEvent`. */
  emit(event: E): void
}

/** @param port The thread's `parentPort`. @throws Error outside of a thread. */
export function createThreadServer<E = never>(port: MessagePort | null): ThreadServer<E> {
  if (port === null) throw new Error('This runs in a thread of its own')
  const post = (reply: ThreadReply) => port.postMessage(reply)
  const fail = (id: number, error: unknown) => post({ kind: 'failure', id, error: encodeError(error) })
  const answer = (id: number, value: unknown) => post({ kind: 'answer', id, value })
  return {
    async answerStart(run, toAnswer = (made) => made) {
      try {
        const made = await run()
        answer(START_ID, toAnswer(made))
        return made
      } catch (error) {
        fail(START_ID, error)
        port.close()
        return null
      }
    },
    serve(methods, last) {
      port.on('message', ({ id, method, args }: ThreadRequest) => {
        const end = () => {
          if (method === last) port.close()
        }
        // A value that can't be cloned is answered as an error, like what the method throws.
        try {
          const value: unknown = Reflect.apply(methods[method as keyof typeof methods], methods, args)
          if (value instanceof Promise) {
            value
              .then((found) => answer(id, found))
              .catch((error: unknown) => fail(id, error))
              .finally(end)
            return
          }
          answer(id, value)
        } catch (error) {
          fail(id, error)
        }
        end()
      })
    },
    emit: (event) => post({ kind: 'event', event }),
  }
}
