import { useMemo } from 'react'
import type { Interval } from '../../domain/time/time.ts'
import { Plot } from '../chart/plot.tsx'
import { type AxisScale, createRoundScale } from '../chart/scale.ts'
import { Band, Trace } from '../chart/series.tsx'
import { createTimeAxis, isNarrowChart } from '../chart/time-axis.ts'
import { ChartCursor } from './chart-cursor.tsx'
import { buildHistoryRows, type HistoryStep } from './history-rows.ts'

interface HistoryChartProps {
  readonly steps: readonly HistoryStep[]
  readonly breakMs: number
  readonly span: Interval
  readonly zone: string
  readonly format: (value: number) => string
  readonly name: string
  /** Index of the step at the cursor. */
  readonly cursor: number | null
  readonly valueText: string
  /** The plant's time: nothing is shown beyond it. */
  readonly latest: number
  readonly onCursor: (index: number | null) => void
  readonly onZoom: (span: Interval | null) => void
}

/** Mean line over its min–max band; past forecasts laid over it. */
export function HistoryChart(props: HistoryChartProps) {
  const { steps, breakMs, span, zone, format, name } = props
  const rows = useMemo(() => buildHistoryRows(steps, breakMs), [steps, breakMs])
  const scale = useMemo(() => createScale(steps), [steps])
  const series = useMemo(
    () => (
      <>
        <Band series="spread" tone="spread" />
        <Band series="band" tone="forecast" />
        <Trace series="p50" tone="forecast" />
        <Trace series="mean" tone="trace" />
      </>
    ),
    [],
  )
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis(span, zone, size, isNarrowChart(size) ? 4.5 : 6)}
        scale={scale}
        formatValue={format}
        summary={`${name}: mean and the band between lowest and highest`}
        labelRoom={1.4}
        over={(frame, size) => <ChartCursor {...props} frame={frame} size={size} />}
      >
        {series}
      </Plot>
    </div>
  )
}

function createScale(steps: readonly HistoryStep[]): AxisScale {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { min, max, expected } of steps) {
    low = Math.min(low, min, expected?.p10 ?? min)
    high = Math.max(high, max, expected?.p90 ?? max)
  }
  // A load is read from zero; what lies in a narrow reach far from it (50 Hz) is not.
  return createRoundScale(low > 0 && low < high * 0.8 ? 0 : low, high, 5)
}
