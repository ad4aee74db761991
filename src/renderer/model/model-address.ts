import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { DAY } from '../../domain/time/time.ts'
import { LEAD_STEPS } from '../format/horizon-text.ts'

export const SCORE_SPANS = ['day', 'week', 'month'] as const
export type ScoreSpan = (typeof SCORE_SPANS)[number]

export const CURVE_SPANS = { '1d': DAY, '3d': 3 * DAY, '7d': 7 * DAY } as const
export type CurveSpan = keyof typeof CURVE_SPANS

/** The parts of the model view's address. Everything that is shown follows from it. */
export interface ModelAddress {
  readonly horizon: Horizon
  /** The stretch that the scores are of. */
  readonly score: ScoreSpan
  /** How much of the past the curve shows. */
  readonly span: CurveSpan
  /** Quarter-hours ahead that the curve's forecasts were made. */
  readonly lead: number
}

export function parseModelAddress(search: string): ModelAddress {
  const query = new URLSearchParams(search)
  const horizon = HORIZONS.find((each) => each === query.get('horizon')) ?? 'nextHour'
  const lead = Number(query.get('lead'))
  const span = query.get('span') ?? ''
  return {
    horizon,
    score: SCORE_SPANS.find((each) => each === query.get('score')) ?? 'day',
    span: Object.hasOwn(CURVE_SPANS, span) ? (span as CurveSpan) : '1d',
    lead: LEAD_STEPS[horizon].includes(lead) ? lead : defaultLead(horizon),
  }
}

/** The furthest: what is right there is right nearer, too. */
export function defaultLead(horizon: Horizon): number {
  return LEAD_STEPS[horizon].at(-1) ?? 1
}

/** What is as usual is left out. */
export function formatModelAddress({ horizon, score, span, lead }: ModelAddress): string {
  const query = new URLSearchParams()
  if (horizon !== 'nextHour') query.set('horizon', horizon)
  if (score !== 'day') query.set('score', score)
  if (span !== '1d') query.set('span', span)
  if (LEAD_STEPS[horizon].includes(lead) && lead !== defaultLead(horizon)) query.set('lead', String(lead))
  const text = query.toString()
  return text === '' ? '/model' : `/model?${text}`
}
