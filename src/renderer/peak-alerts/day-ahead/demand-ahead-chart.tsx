import { useMemo } from 'react'
import { ReferenceDot, ReferenceLine } from 'recharts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatPercent } from '../../../domain/format/percent.ts'
import { formatKw } from '../../../domain/format/power.ts'
import type { DemandAhead, DemandAheadStep } from '../../../domain/peak-alerts/peak-alert.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { createEndLabels } from '../../chart/end-label.ts'
import { EndLabels } from '../../chart/end-labels.tsx'
import { Plot } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import { createTimeAxis } from '../../chart/time-axis.ts'
import { formatTime } from '../../format/times.ts'

interface DemandAheadChartProps {
  readonly ahead: DemandAhead
  readonly peaks: readonly DemandAheadStep[]
  readonly now: number
  readonly zone: string
}

/** Named at the lines' ends. */
const NAMED_LINES = [
  { series: ['raises'], text: 'raises bill', className: 'label-second' },
  { series: ['p50'], text: 'expected', className: 'label-forecast' },
]

/** Demand of the next 24 h in blue, against the demand above which each interval raises the bill. */
export function DemandAheadChart({ ahead, peaks, now, zone }: DemandAheadChartProps) {
  const rows = useMemo(() => buildAheadRows(ahead), [ahead])
  const scale = useMemo(() => createScaleFromZero(rows, ['band', 'raises'], 4), [rows])
  const { windowEnd } = ahead
  const end = ahead.steps.at(-1)?.end ?? windowEnd
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis({ start: windowEnd, end }, zone, size, 5.5)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary={describeDemandAheadChart(ahead, peaks, zone)}
        labelRoom={6.2}
      >
        <Band series="band" tone="forecast" shape="stepAfter" />
        <Trace series="raises" tone="second" shape="stepAfter" />
        <Trace series="p50" tone="forecast" shape="stepAfter" />
        {now > windowEnd && now <= end && (
          <ReferenceLine
            x={now}
            stroke="var(--text)"
            strokeWidth="1"
            label={{ value: 'now', position: 'insideBottomLeft', className: 'now-label' }}
          />
        )}
        {peaks.map(({ start, end: until, demandKw }) => (
          <ReferenceDot
            key={start}
            x={(start + until) / 2}
            y={demandKw.p50}
            r={4}
            fill="var(--forecast)"
            stroke="var(--panel)"
          />
        ))}
        <EndLabels labels={createEndLabels(rows, rows.at(-1)?.x ?? 0, NAMED_LINES)} />
      </Plot>
    </div>
  )
}

function buildAheadRows({ steps }: DemandAhead): ChartRow[] {
  const rows = steps.map(({ start, demandKw, raisesAboveKw }): ChartRow => {
    return { x: start, p50: demandKw.p50, band: [demandKw.p10, demandKw.p90], raises: raisesAboveKw }
  })
  const [last, end] = [rows.at(-1), steps.at(-1)?.end]
  return last === undefined || end === undefined ? rows : [...rows, { ...last, x: end }]
}

function describeDemandAheadChart({ unit }: DemandAhead, peaks: readonly DemandAheadStep[], zone: string): string {
  const subject = 'Demand expected in the next 24 h, against what raises the bill'
  const [likeliest] = peaks
  if (likeliest === undefined) return `${subject}: no new peak is expected`
  const { start, demandKw, chance } = likeliest
  return `${subject}: likeliest at ${formatTime(start, zone, 'time')} with ${formatKw(demandKw.p50)} ${unit}, ${formatPercent(chance)}`
}
