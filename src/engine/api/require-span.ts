import type { Interval } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'

/** A span as a caller gives it. @throws EngineError `invalid`, field `from`, where it ends before it begins. */
export function requireSpan(from: number, to: number): Interval {
  if (from < to) return { start: from, end: to }
  throw new EngineError('invalid', 'from must be before to.', 'from')
}
