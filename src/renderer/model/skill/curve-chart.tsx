import { useMemo } from 'react'
import { type Interval, QUARTER_HOUR } from '../../../domain/time/time.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { EndLabels } from '../../chart/end-labels.tsx'
import { Plot, type TimeAxis } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import type { Size } from '../../chart/use-size.ts'
import { formatNumber } from '../../format/numbers.ts'
import { createTimeTicks, formatTick } from '../../format/times.ts'
import { ChartCursor } from '../../history/chart-cursor.tsx'
import type { HistoryStep } from '../../history/history-rows.ts'
import { buildCurveRows } from './curve-rows.ts'

interface CurveChartProps {
  readonly steps: readonly HistoryStep[]
  /** Starts of the quarter-hours that a naive forecast stood in for. */
  readonly naive: ReadonlySet<number>
  readonly span: Interval
  readonly zone: string
  readonly cursor: number | null
  readonly valueText: string
  readonly onCursor: (index: number | null) => void
}

/** What came in grey, over what had been expected: dashed where a naive forecast stood in. */
export function CurveChart({ steps, naive, span, zone, cursor, valueText, onCursor }: CurveChartProps) {
  const rows = useMemo(() => buildCurveRows(steps, naive, 1.5 * QUARTER_HOUR), [steps, naive])
  const scale = useMemo(() => createScaleFromZero(rows, ['mean', 'band'], 5), [rows])
  const series = useMemo(
    () => (
      <>
        <Band series="band" tone="forecast" />
        <Trace series="p50" tone="forecast" />
        <Trace series="naive" tone="naive" />
        <Trace series="mean" tone="trace" />
        <EndLabels labels={createEndLabels(rows, span.end)} />
      </>
    ),
    [rows, span.end],
  )
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis(span, zone, size)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary="What came, and the line and band of what had been expected"
        labelRoom={5}
        over={(frame, size) => (
          <ChartCursor
            steps={steps}
            span={span}
            cursor={cursor}
            valueText={valueText}
            frame={frame}
            size={size}
            onCursor={onCursor}
          />
        )}
      >
        {series}
      </Plot>
    </div>
  )
}

function createEndLabels(rows: readonly ChartRow[], x: number) {
  const last = (series: string) => rows.findLast((row) => typeof row[series] === 'number')
  const expected = last('p50') ?? last('naive')
  const measured = last('mean')?.mean
  const y = expected?.p50 ?? expected?.naive
  return [
    ...(typeof measured === 'number' ? [{ text: 'came', x, y: measured, className: 'label-load' }] : []),
    ...(typeof y === 'number' ? [{ text: 'expected', x, y, className: 'label-forecast' }] : []),
  ]
}

function createTimeAxis({ start, end }: Interval, zone: string, { width, rem }: Size): TimeAxis {
  const { at, step } = createTimeTicks(
    start,
    end,
    zone,
    Math.max(2, Math.floor(width / (rem * (width < rem * 40 ? 5 : 6)))),
  )
  return { from: start, to: end, ticks: at, format: (x) => formatTick(x, zone, step) }
}
