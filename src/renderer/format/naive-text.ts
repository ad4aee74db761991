import type { NaiveName } from '../../domain/forecast/forecast.ts'

/** In a sentence: «better than same time last week». */
export const NAIVE_PHRASES: Record<NaiveName, string> = {
  persistence: 'the last value',
  yesterday: 'same time yesterday',
  'last week': 'same time last week',
  'yesterday’s change': 'the last value with yesterday’s change',
}

/** At the line, and in a table. */
export const NAIVE_LABELS: Record<NaiveName, string> = {
  persistence: 'last value',
  yesterday: 'yesterday',
  'last week': 'last week',
  'yesterday’s change': 'yesterday’s change',
}
