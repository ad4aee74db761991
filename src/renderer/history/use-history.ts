import type { CallOutput } from '../../contract/api.ts'
import type { Horizon } from '../../domain/forecast.ts'
import { type Interval, QUARTER_HOUR } from '../../domain/time.ts'
import { type Answer, useAnswer } from '../state/use-answer.ts'

/** Steps that a history is asked for in: about one for each two pixels of a usual screen. */
const POINTS = 600

export function useHistory(tag: string, { start, end }: Interval, points = POINTS): Answer<CallOutput<'history'>> {
  return useAnswer('history', tag !== '' && end > start ? `${tag} ${start} ${end}` : '', {
    tag,
    from: start,
    to: end,
    points,
  })
}

/** Forecasts that say something about the span, `lead` quarter-hours ahead; not asked for where `lead` is null. */
export function usePastForecasts(
  { start, end }: Interval,
  horizon: Horizon,
  lead: number | null,
): Answer<CallOutput<'forecasts'>> {
  const ahead = lead ?? 1
  return useAnswer('forecasts', lead !== null && end > start ? `${start} ${end} ${horizon} ${lead}` : '', {
    from: start - ahead * QUARTER_HOUR,
    to: end - (ahead - 1) * QUARTER_HOUR,
    horizon,
    lead: ahead,
  })
}
