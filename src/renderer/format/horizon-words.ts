import type { Horizon } from '../../domain/forecast.ts'
import { QUARTER_HOUR } from '../../domain/time.ts'
import { formatDuration } from './numbers.ts'

export const HORIZON_WORDS: Record<Horizon, string> = { nextHour: 'Next hour', nextDay: 'Next day' }

/** Quarter-hours ahead by which past forecasts can be looked at. */
export const LEADS: Record<Horizon, readonly number[]> = { nextHour: [1, 2, 3, 4], nextDay: [4, 12, 24, 48, 96] }

/** «45 min ahead», «6 h ahead» */
export function leadWords(lead: number): string {
  return `${formatDuration(lead * QUARTER_HOUR, true)} ahead`
}
