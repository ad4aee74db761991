import type { CallError } from '../../../contract/api.ts'
import { EngineError, reasonOf } from '../engine-error.ts'

/** What can be called in a thread: functions whose arguments and answers can be cloned. */
export type ThreadMethods<M> = { readonly [K in keyof M]: (...args: never[]) => unknown }

/** A call. Each is answered once, with its `id`. */
export interface ThreadRequest {
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
}

/** The id of the answer to what the thread was started with: the first call has the next one. */
export const START_ID = 0

/** The messages of a thread: answers and failures, and events as they happen. */
export type ThreadReply =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: ThreadError }
  | { readonly kind: 'event'; readonly event: unknown }

/** An error as it crosses threads, which classes don't. */
export interface ThreadError {
  readonly message: string
  /** Null for a bug, which no caller can mend. */
  readonly code: CallError['code'] | null
  readonly field?: string | undefined
}

export function encodeError(error: unknown): ThreadError {
  if (!(error instanceof EngineError)) return { message: reasonOf(error), code: null }
  return { message: error.message, code: error.code, field: error.field }
}

/** The error as whoever called is given it: an EngineError where it was one. */
export function decodeError({ message, code, field }: ThreadError): Error {
  return code === null ? new Error(message) : new EngineError(code, message, field)
}
