import { DAY, HOUR, MINUTE, SECOND } from '../time/time.ts'
import { formatNumber } from './numbers.ts'

/** From this length on, in ms, a length of time is written in years. */
const SAID_IN_YEARS = 2 * 365 * DAY
const YEAR = 365.25 * DAY

/**
 * A length of time in its two largest units, rounded down to the smaller: «0.4 s», «12 s», «3 min 5 s», «2 h 5 min»,
 * «8 d 4 h», «3 years».
 * @param ms Not negative.
 * @param whole Whether it has whole seconds below 10 s, too, and no tenths.
 */
export function formatDuration(ms: number, whole = false): string {
  const seconds = Math.floor(ms / SECOND)
  if (ms < 10 * SECOND && !whole) return `${formatNumber(ms / SECOND, 1)} s`
  if (ms < MINUTE) return `${seconds} s`
  if (ms < HOUR) return joinUnits(Math.floor(ms / MINUTE), 'min', seconds % 60, 's')
  if (ms < DAY) return joinUnits(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'min')
  if (ms < SAID_IN_YEARS) return joinUnits(Math.floor(ms / DAY), 'd', Math.floor((ms % DAY) / HOUR), 'h')
  return `${Math.floor(ms / YEAR)} years`
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
