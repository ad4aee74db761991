import { useMemo, useState } from 'react'
import { type DemandInterval, type DemandUnit, demandInUnit } from '../../../domain/demand/demand-interval.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatKw } from '../../../domain/format/power.ts'
import { dayAt, daySpan, monthAt, monthSpan } from '../../../domain/time/calendar.ts'
import { type Interval, MINUTE } from '../../../domain/time/time.ts'
import { Segmented } from '../../form/segmented.tsx'
import { formatMoment, formatSpan, formatTime } from '../../format/times.ts'
import { useEngine } from '../../page/page-context.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { buildDayRows, buildIntervalRows, findHighestInterval } from './interval-rows.ts'
import { IntervalsChart } from './intervals-chart.tsx'
import { useIntervals } from './use-intervals.ts'

const REACH_OPTIONS = [
  { value: 'today', text: 'Today' },
  { value: 'month', text: 'Month' },
] as const
type Reach = (typeof REACH_OPTIONS)[number]['value']

/** The intervals of today, or the highest of each day of this month, beside what is billed. */
export function IntervalsPanel() {
  const known = useEngine((state) => state.epoch > 0)
  const [reach, choose] = useState<Reach>('today')
  return (
    <section className="panel intervals-panel" aria-labelledby="intervals-title">
      <div className="panel-title">
        <h2 id="intervals-title">Intervals</h2>
        <Segmented label="Which intervals" options={REACH_OPTIONS} chosen={reach} onChoose={choose} />
      </div>
      {known ? <Intervals reach={reach} /> : <p className="empty">Waiting for the engine…</p>}
    </section>
  )
}

function Intervals({ reach }: { readonly reach: Reach }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const unit = useEngine((state) => state.standing?.unit ?? 'kW')
  const now = usePlantTime(MINUTE)
  const period = reach === 'today' ? dayAt(now, zone) : monthAt(now, zone)
  const span = useMemo(
    () => (reach === 'today' ? daySpan(period, zone) : monthSpan(period, zone)),
    [reach, period, zone],
  )
  const { value, failure, pending } = useIntervals(span)
  if (failure !== '') return <p className="empty">{failure}</p>
  if (value === null) return <p className="empty">{pending ? 'Reading…' : 'None yet.'}</p>
  const closedIntervals = value.filter(({ start }) => start >= span.start && start < span.end)
  if (closedIntervals.length === 0) return <p className="empty">{describeNoIntervals(reach, pending)}</p>
  return <ShownIntervals intervals={closedIntervals} reach={reach} span={span} zone={zone} unit={unit} />
}

function describeNoIntervals(reach: Reach, pending: boolean): string {
  if (pending) return 'Reading…'
  return `No interval of ${reach === 'today' ? 'today' : 'this month'} is over and known yet.`
}

interface ShownIntervalsProps {
  readonly intervals: readonly DemandInterval[]
  readonly reach: Reach
  readonly span: Interval
  readonly zone: string
  readonly unit: DemandUnit
}

function ShownIntervals({ intervals, reach, span, zone, unit }: ShownIntervalsProps) {
  const highest = findHighestInterval(intervals, unit)
  const rows = useMemo(
    () => (reach === 'today' ? buildIntervalRows(intervals, unit) : buildDayRows(intervals, unit, zone)),
    [intervals, reach, unit, zone],
  )
  const summary = highest === null ? '' : describeHighest(highest, unit, zone)
  const partly = intervals.filter(({ coverage }) => coverage < 0.995).length
  return (
    <>
      <p className="highest">
        highest <strong>{highest === null ? '–' : formatKw(demandInUnit(highest, unit))}</strong>
        <span className="unit">{` ${unit}`}</span>
        {highest !== null && <span>{` ${formatWhen(highest, reach, zone)}`}</span>}
        {partly > 0 && (
          <span>{` · ${formatNumber(partly, 0)} of ${formatNumber(intervals.length, 0)} known in part`}</span>
        )}
      </p>
      <IntervalsChart rows={rows} highest={highest} span={span} zone={zone} unit={unit} summary={summary} />
    </>
  )
}

/** With its date where that isn't today. */
function formatWhen({ start, end }: DemandInterval, reach: Reach, zone: string): string {
  const span = formatSpan(start, end, zone)
  return reach === 'today' ? span : `${formatTime(start, zone, 'day')} ${span}`
}

function describeHighest(highest: DemandInterval, unit: DemandUnit, zone: string): string {
  return `Demand by interval: highest ${formatKw(demandInUnit(highest, unit))} ${unit} on ${formatMoment(highest.start, zone)}`
}
