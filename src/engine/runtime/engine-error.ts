import type { CallError } from '../../contract/api.ts'

/** An error that the caller caused or should know about. Its message is sent to the caller and says what to do. */
export class EngineError extends Error {
  readonly code: CallError['code']
  readonly field: string | undefined

  constructor(code: CallError['code'], message: string, field?: string) {
    super(message)
    this.name = 'EngineError'
    this.code = code
    this.field = field
  }
}

/** The sentence of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The first line of it, without a full stop at its end: a part of another sentence. */
export function shortReasonOf(error: unknown): string {
  return (reasonOf(error).split('\n')[0] ?? '').trim().replace(/\.$/, '')
}

/** The code of an error of the system or of a library, like `ENOENT`; null where it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
