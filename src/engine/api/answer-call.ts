import type { CallInput, CallName, CallOutput, CallResult } from '../../contract/api.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import type { CallHandlers } from './handler-types.ts'
import { parseInput } from './parse-input.ts'

/** Validates the input of a call and answers it: never rejects. What the caller can't have caused is noted by `onFailure`. */
export async function answerCall<N extends CallName>(
  handlers: CallHandlers,
  name: N,
  input: CallInput<N>,
  onFailure: (doing: string, error: unknown) => void,
): Promise<CallResult<CallOutput<N>>> {
  try {
    return { ok: true, value: await handlers[name](parseInput(name, input)) }
  } catch (error) {
    if (error instanceof EngineError) {
      const { code, message, field } = error
      return { ok: false, error: field === undefined ? { code, message } : { code, message, field } }
    }
    onFailure(`The call “${name}”`, error)
    return { ok: false, error: { code: 'internal', message: `EcoPulse could not answer: ${reasonOf(error)}` } }
  }
}
