import { useDeferredValue } from 'react'
import type { Tariff } from '../../../domain/tariff/tariff.ts'
import { formatLocalField, formatTime } from '../../format/times.ts'
import { useEngine } from '../../page/page-context.ts'
import { joinWithAnd } from '../window-text.ts'
import { type ComingHoliday, findComingHolidays } from './coming-holidays.ts'
import './holidays.css'

const WEEKS_SHOWN = 8
/** Every holiday of every year lies within it. */
const YEAR_DAYS = 366

/** The holidays of the coming weeks, and what holds otherwise on them. */
export function ComingHolidaysPanel({ tariff: newest, zone }: { readonly tariff: Tariff; readonly zone: string }) {
  const tariff = useDeferredValue(newest)
  const today = useEngine(({ plantTime }) => formatLocalField(plantTime, zone).slice(0, 10))
  const holidays = findComingHolidays(tariff, today, YEAR_DAYS)
  const soon = holidays.filter(({ inDays }) => inDays <= WEEKS_SHOWN * 7)
  const [next] = holidays
  return (
    <section className="panel" aria-labelledby="tariff-coming">
      <div className="panel-title">
        <h2 id="tariff-coming">Coming holidays</h2>
        <span>{`in the next ${WEEKS_SHOWN} weeks`}</span>
      </div>
      {soon.length === 0 ? (
        <p className="hint">
          {tariff.holidays.length === 0
            ? 'None are entered.'
            : next === undefined
              ? 'None within a year: those that are entered are over.'
              : `None. The next one is ${formatDay(next.day)} ${next.day.slice(0, 4)}.`}
        </p>
      ) : (
        <ul className="coming">
          {soon.map((holiday) => (
            <li key={holiday.day}>
              <strong>{formatDay(holiday.day)}</strong>
              <span className="away">{formatDaysAway(holiday.inDays)}</span>
              <span className="meaning">{describeChanges(holiday)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

const formatDay = (day: string) => formatTime(Date.parse(day), 'UTC', 'day')

const formatDaysAway = (inDays: number) => (inDays === 0 ? 'today' : inDays === 1 ? 'tomorrow' : `in ${inDays} days`)

function describeChanges({ without, instead }: ComingHoliday): string {
  const parts = [
    without.length === 0 ? '' : `${joinWithAnd(without)} ${without.length === 1 ? 'doesn’t' : 'don’t'} hold`,
    instead.length === 0 ? '' : `${joinWithAnd(instead)} ${instead.length === 1 ? 'holds' : 'hold'} instead`,
  ].filter((part) => part !== '')
  return parts.length === 0 ? 'billed as any other day' : parts.join('; ')
}
