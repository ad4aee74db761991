import type { Horizon } from '../../domain/forecast/forecast.ts'

export const HORIZON_LABELS: Record<Horizon, string> = { nextHour: 'Next hour', nextDay: 'Next day' }

/** Quarter-hours ahead by which past forecasts can be shown. */
export const LEAD_STEPS: Record<Horizon, readonly number[]> = { nextHour: [1, 2, 3, 4], nextDay: [4, 12, 24, 48, 96] }

/** «45 min ahead», «24 h ahead» */
export function formatLead(lead: number): string {
  return lead < 4 ? `${lead * 15} min ahead` : `${lead / 4} h ahead`
}
