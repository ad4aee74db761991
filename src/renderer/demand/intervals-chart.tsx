import { useMemo } from 'react'
import { ReferenceDot } from 'recharts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import type { Interval } from '../../domain/time/time.ts'
import { Plot, type TimeAxis } from '../chart/plot.tsx'
import type { Row } from '../chart/row.ts'
import { roundScale, type Scale } from '../chart/scale.ts'
import { Steps } from '../chart/series.tsx'
import type { Size } from '../chart/use-size.ts'
import { formatKw, formatNumber } from '../format/numbers.ts'
import { formatTick, timeTicks } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { type Peak, PeakLines } from '../peak-alerts/peak-lines.tsx'
import { type DemandUnit, demandOf } from './interval-rows.ts'

interface IntervalsChartProps {
  readonly rows: readonly Row[]
  readonly highest: DemandInterval | null
  readonly span: Interval
  readonly zone: string
  readonly unit: DemandUnit
  readonly summary: string
}

const NO_CHARGES: readonly never[] = []

/** Steps of demand, and over them what is billed of each charge. */
export function IntervalsChart({ rows, highest, span, zone, unit, summary }: IntervalsChartProps) {
  const charges = useEngine((state) => state.standing?.charges ?? NO_CHARGES)
  const peaks = useMemo(
    () => charges.map(({ name, billedKw }): Peak => ({ y: billedKw, text: `${name} ${formatKw(billedKw)}` })),
    [charges],
  )
  const scale = useMemo(() => scaleOf(rows, peaks), [rows, peaks])
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => axisOf(span, zone, size)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary={summary}
      >
        <Steps series="demand" />
        {highest !== null && (
          <ReferenceDot
            x={Math.min(span.end, (highest.start + highest.end) / 2)}
            y={demandOf(highest, unit)}
            r={4}
            fill="var(--text)"
            stroke="var(--panel)"
          />
        )}
        <PeakLines peaks={peaks} />
      </Plot>
    </div>
  )
}

function scaleOf(rows: readonly Row[], peaks: readonly Peak[]): Scale {
  const values = rows.flatMap(({ demand }) => (typeof demand === 'number' ? [demand] : []))
  return roundScale(
    0,
    [...values, ...peaks.map(({ y }) => y)].reduce((most, each) => Math.max(most, each), 1) * 1.08,
    4,
  )
}

function axisOf({ start, end }: Interval, zone: string, { width, rem }: Size): TimeAxis {
  const { at, step } = timeTicks(start, end, zone, Math.max(2, Math.floor(width / (rem * 5))))
  return {
    from: start,
    to: end,
    ticks: at.filter((tick) => tick > start && tick < end),
    format: (x) => formatTick(x, zone, step),
  }
}
