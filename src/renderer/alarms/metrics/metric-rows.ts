import type { AlarmMetrics } from '../../../domain/alarms/alarm.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatPercent } from '../../../domain/format/percent.ts'

/** `most`: what one operator can handle at the most. `none`: nothing to judge. */
export type Judgement = 'acceptable' | 'most' | 'above' | 'none'

/** One line of the operator's figures. */
export interface MetricRow {
  readonly name: string
  /** The time that it is of. */
  readonly span: string
  readonly value: string
  /** In words. */
  readonly acceptable: string
  readonly judgement: Judgement
  /** The alarms that it counts, by id, where it is about single ones. */
  readonly alarms: readonly string[]
}

/** Alarms that one operator can handle in 10 min: acceptable, at the most, and a flood above (ISA-18.2). */
const ACCEPTABLE_PER_TEN_MINUTES = 1
const MAX_PER_TEN_MINUTES = 2
const FLOOD_PER_TEN_MINUTES = 10
const ACCEPTABLE_FLOOD_SHARE = 0.01
/** Fewer alarms than this may be active for over a day, each with a plan (ISA-18.2). */
const STALE_LIMIT = 5
/** Shares of high and medium ones from which too much is called urgent. */
const MAX_HIGH_SHARE = 0.1
const MAX_MEDIUM_SHARE = 0.25

export function buildMetricRows(figures: AlarmMetrics): MetricRow[] {
  const { lastTenMinutes, perTenMinutes, floodShare, chattering, stale, priorities } = figures
  const row = (parts: Omit<MetricRow, 'alarms'> & Partial<MetricRow>): MetricRow => ({ alarms: [], ...parts })
  return [
    row({
      name: 'Alarms raised',
      span: 'last 10 min',
      value: formatNumber(lastTenMinutes, 0),
      acceptable: `about ${ACCEPTABLE_PER_TEN_MINUTES}, ${MAX_PER_TEN_MINUTES} at the most; more than ${FLOOD_PER_TEN_MINUTES} is a flood`,
      judgement: judgeRate(lastTenMinutes),
    }),
    row({
      name: 'Alarms in 10 min',
      span: 'mean of 24 h',
      value: formatNumber(perTenMinutes, perTenMinutes >= 10 ? 0 : 2),
      acceptable: `about ${ACCEPTABLE_PER_TEN_MINUTES}, ${MAX_PER_TEN_MINUTES} at the most`,
      judgement: judgeRate(perTenMinutes),
    }),
    row({
      name: 'Time in a flood',
      span: 'last 24 h',
      value: formatPercent(floodShare, 1),
      acceptable: 'under 1 %',
      judgement: floodShare < ACCEPTABLE_FLOOD_SHARE ? 'acceptable' : 'above',
    }),
    row({
      name: 'Chattering alarms',
      span: '3 changes in a minute, last 24 h',
      value: formatNumber(chattering.length, 0),
      acceptable: 'none',
      judgement: chattering.length === 0 ? 'acceptable' : 'above',
      alarms: chattering,
    }),
    row({
      name: 'Stale alarms',
      span: 'standing for over 24 h',
      value: formatNumber(stale.length, 0),
      acceptable: `fewer than ${STALE_LIMIT}, with a plan for each`,
      judgement: stale.length < STALE_LIMIT ? 'acceptable' : 'above',
      alarms: stale,
    }),
    buildPriorityRow(priorities),
  ]
}

function judgeRate(perTenMinutes: number): Judgement {
  if (perTenMinutes <= ACCEPTABLE_PER_TEN_MINUTES) return 'acceptable'
  return perTenMinutes <= MAX_PER_TEN_MINUTES ? 'most' : 'above'
}

/** 80, 15 and 5 % are a rule of thumb, and held as one. */
function buildPriorityRow({ high, medium, low }: AlarmMetrics['priorities']): MetricRow {
  const none = high + medium + low === 0
  return {
    name: 'Low / medium / high',
    span: 'of those raised in 7 days',
    value: none ? 'none raised' : [low, medium, high].map((share) => formatPercent(share)).join(' / '),
    acceptable: 'about 80 % / 15 % / 5 %',
    judgement: none ? 'none' : high <= MAX_HIGH_SHARE && medium <= MAX_MEDIUM_SHARE ? 'acceptable' : 'above',
    alarms: [],
  }
}
