/** How far a value can be trusted, by its source. A `bad` value is kept and shown, and counts in no mean. */
export const QUALITIES = ['good', 'uncertain', 'bad'] as const
/** How far a value can be trusted. */
export type Quality = (typeof QUALITIES)[number]

/** One value of one tag at one time (epoch ms). The same (source, tag, at) twice is one sample. */
export interface Sample {
  readonly tag: string
  readonly at: number
  readonly value: number
  readonly quality: Quality
  /**
   * How long it holds in ms, where that is not the tag's own period: a minute's mean in a past that was handed over.
   */
  readonly periodMs?: number
}

/**
 * How long a sample holds where no other follows, as a multiple of its period: one that is half a period late leaves no
 * hole.
 */
const HOLD_PERIODS = 1.5

/** The time up to which a sample of `at` holds where no other follows, epoch ms. */
export function holdsUntil(at: number, periodMs: number): number {
  return at + Math.round(periodMs * HOLD_PERIODS)
}
