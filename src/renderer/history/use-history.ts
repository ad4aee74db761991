import { useMemo } from 'react'
import type { CallOutput } from '../../contract/api.ts'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import { type Interval, QUARTER_HOUR } from '../../domain/time/time.ts'
import { type Answer, useAnswer } from '../page/use-answer.ts'

/** Steps of a history: about one for each two pixels of a usual screen. */
const HISTORY_POINTS = 600

export function useHistory(
  tag: string,
  { start, end }: Interval,
  points = HISTORY_POINTS,
): Answer<CallOutput<'history'>> {
  return useAnswer('history', tag !== '' && end > start ? `${tag} ${start} ${end}` : '', {
    tag,
    from: start,
    to: end,
    points,
  })
}

/**
 * Forecasts of the span, each with its one step `lead` quarter-hours ahead; not fetched where `lead` is null. Of the
 * next day there is one hindcast an hour: where there are such, their steps for the three quarter-hours before follow,
 * so that each quarter-hour of the past has a forecast, the furthest ahead first.
 */
export function usePastForecasts(
  span: Interval,
  horizon: Horizon,
  lead: number | null,
): Answer<CallOutput<'forecasts'>> {
  const exact = useForecastsAt(span, horizon, lead)
  const isHourly = horizon === 'nextDay' && exact.value?.some(({ hindsight }) => hindsight) === true
  const nearerLead = (less: number) => (isHourly && lead !== null && lead > less ? lead - less : null)
  const one = useForecastsAt(span, horizon, nearerLead(1))
  const two = useForecastsAt(span, horizon, nearerLead(2))
  const three = useForecastsAt(span, horizon, nearerLead(3))
  return useMemo(() => {
    const all = [exact, one, two, three]
    return {
      value: exact.value === null ? null : all.flatMap(({ value }) => value ?? []),
      failure: all.map(({ failure }) => failure).find(Boolean) ?? '',
      pending: all.some(({ pending }) => pending),
    }
  }, [exact, one, two, three])
}

function useForecastsAt({ start, end }: Interval, horizon: Horizon, lead: number | null) {
  const ahead = lead ?? 1
  return useAnswer('forecasts', lead !== null && end > start ? `${start} ${end} ${horizon} ${lead}` : '', {
    from: start - ahead * QUARTER_HOUR,
    to: end - (ahead - 1) * QUARTER_HOUR,
    horizon,
    lead: ahead,
  })
}
