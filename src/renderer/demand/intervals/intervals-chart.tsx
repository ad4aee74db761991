import { useMemo } from 'react'
import { ReferenceDot } from 'recharts'
import { type DemandInterval, type DemandUnit, demandInUnit } from '../../../domain/demand/demand-interval.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatKw } from '../../../domain/format/power.ts'
import type { Interval } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { Plot } from '../../chart/plot.tsx'
import { type AxisScale, createRoundScale } from '../../chart/scale.ts'
import { StepArea } from '../../chart/series.tsx'
import { createTimeAxis, type TimeAxis } from '../../chart/time-axis.ts'
import type { Size } from '../../chart/use-size.ts'
import { useEngine } from '../../page/page-context.ts'
import { type PeakLine, PeakLines } from '../../peak-alerts/peak-lines.tsx'

interface IntervalsChartProps {
  readonly rows: readonly ChartRow[]
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
    () => charges.map(({ name, billedKw }): PeakLine => ({ y: billedKw, text: `${name} ${formatKw(billedKw)}` })),
    [charges],
  )
  const scale = useMemo(() => createScale(rows, peaks), [rows, peaks])
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createInnerAxis(span, zone, size)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary={summary}
      >
        <StepArea series="demand" />
        {highest !== null && (
          <ReferenceDot
            x={Math.min(span.end, (highest.start + highest.end) / 2)}
            y={demandInUnit(highest, unit)}
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

function createScale(rows: readonly ChartRow[], peaks: readonly PeakLine[]): AxisScale {
  const values = rows.flatMap(({ demand }) => (typeof demand === 'number' ? [demand] : []))
  return createRoundScale(
    0,
    [...values, ...peaks.map(({ y }) => y)].reduce((highest, each) => Math.max(highest, each), 1) * 1.08,
    4,
  )
}

/** Ticks within the span, and none at either end. */
function createInnerAxis(span: Interval, zone: string, size: Size): TimeAxis {
  const axis = createTimeAxis(span, zone, size, 5)
  return { ...axis, ticks: axis.ticks.filter((tick) => tick > span.start && tick < span.end) }
}
