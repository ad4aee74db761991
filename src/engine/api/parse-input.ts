import { type CallArguments, type CallName, calls } from '../../contract/api.ts'
import { EngineError } from '../runtime/engine-error.ts'

/** Validates `input` against the contract. @throws EngineError `invalid` that names the field, `not-found` for a call that there is none of. */
export function parseInput<N extends CallName>(name: N, input: unknown): CallArguments<N> {
  if (!Object.hasOwn(calls, name)) throw new EngineError('not-found', `There is no call “${String(name)}”.`)
  const parsed = calls[name].input.safeParse(input ?? {})
  if (parsed.success) return parsed.data as CallArguments<N>
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const sentence = issue?.message ?? 'The input is not what this call takes.'
  throw new EngineError('invalid', field === '' ? sentence : `${field}: ${sentence}`, field === '' ? undefined : field)
}
