import { z } from 'zod'
import { InstantInput } from '../schemas/values.ts'

/** A call: its HTTP method and path, and the schemas of its input and output. */
export interface CallDefinition<I extends z.ZodType, O extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: `/${string}`
  /** One line for the OpenAPI document. */
  readonly summary: string
  readonly input: I
  readonly output: O
}

/** A call, with the types of its input and its output kept apart. */
export function defineCall<I extends z.ZodType, O extends z.ZodType>(definition: CallDefinition<I, O>) {
  return definition
}

/** The input of a call that takes none. */
export const NoInput = z.object({})
/** A stretch of time, [from, to), as a caller gives it. */
export const SpanInput = { from: InstantInput, to: InstantInput }
