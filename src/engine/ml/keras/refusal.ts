import { EngineError } from '../../runtime/engine-error.ts'

/** Characters of a sentence: texts in a file may be of any length. */
const LONGEST = 700

/**
 * Refuses the file that was handed in, with a sentence on what is wrong with it and what to do.
 * @throws EngineError `invalid`, field `file`, always.
 */
export function refuse(sentence: string): never {
  throw new EngineError('invalid', sentence.length > LONGEST ? `${sentence.slice(0, LONGEST)}…` : sentence, 'file')
}
