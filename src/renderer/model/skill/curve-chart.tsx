import { useMemo } from 'react'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { type Interval, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { createEndLabels } from '../../chart/end-label.ts'
import { EndLabels } from '../../chart/end-labels.tsx'
import { Plot } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import { createTimeAxis, isNarrowChart } from '../../chart/time-axis.ts'
import { ChartCursor } from '../../history/chart-cursor.tsx'
import type { HistoryStep } from '../../history/history-rows.ts'
import { buildCurveRows } from './curve-rows.ts'

interface CurveChartProps {
  readonly steps: readonly HistoryStep[]
  /** Starts of the quarter-hours with a naive forecast in the model's place. */
  readonly naive: ReadonlySet<number>
  readonly span: Interval
  readonly zone: string
  readonly cursor: number | null
  readonly valueText: string
  readonly onCursor: (index: number | null) => void
}

/** Named at the lines' ends. */
const NAMED_LINES = [
  { series: ['mean'], text: 'came', className: 'label-load' },
  { series: ['p50', 'naive'], text: 'expected', className: 'label-forecast' },
]

/** The measured load in grey, over the forecast: dashed where it was a naive one. */
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
        <EndLabels labels={createEndLabels(rows, span.end, NAMED_LINES)} />
      </>
    ),
    [rows, span.end],
  )
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis(span, zone, size, isNarrowChart(size) ? 5 : 6)}
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
