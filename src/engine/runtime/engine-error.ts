import type { CallError } from '../../contract/api.ts'

/** What a caller can cause or must know: it is answered to them, with a sentence on what to do. */
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
