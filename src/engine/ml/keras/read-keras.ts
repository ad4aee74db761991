import { PATIENCE, runInKerasThread } from './keras-thread.ts'
import type { KerasFile } from './parse-keras-file.ts'
import { refuse } from './refusal.ts'

/**
 * Reads a Keras file: `.h5` of Keras 2 and 3, or `.keras`; the content decides which, not the name. The network is
 * without what only training needs, with all initializers zero, and with each activation named.
 * @param bytes The file, at most 64 MB.
 * @param patienceMs How long it may last, in ms.
 * @throws EngineError `invalid`, field `file`, with a sentence on what is wrong and what to do: another format, a
 * damaged or truncated file, weights without a network, layers or arguments that can't be had, weights that are
 * missing, no numbers, or don't fit.
 */
export async function readKerasFile(bytes: Uint8Array, fileName: string, patienceMs = PATIENCE): Promise<KerasFile> {
  const answer = await runInKerasThread({ kind: 'read', bytes, fileName }, patienceMs)
  if (answer?.kind === 'read') return answer.file
  return refuse(`“${fileName}” is damaged: reading it came to no end. Save or copy it again.`)
}
