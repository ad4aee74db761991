import { EngineError } from '../../engine-error.ts'

/**
 * Refuses the file that was handed in, with a sentence that says what is wrong with it and what to do.
 * @throws EngineError `invalid`, field `file`, always.
 */
export function refuse(sentence: string): never {
  throw new EngineError('invalid', sentence, 'file')
}
