import { useMemo } from 'react'
import { ReferenceArea, ReferenceDot, ReferenceLine } from 'recharts'
import type { Forecast, ForecastStep } from '../../../domain/forecast/forecast.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { EndLabels } from '../../chart/end-labels.tsx'
import { Plot, type TimeAxis } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import type { Size } from '../../chart/use-size.ts'
import { formatNumber } from '../../format/numbers.ts'
import { createTimeTicks, formatTick } from '../../format/times.ts'

interface NextDayChartProps {
  readonly forecast: Forecast
  readonly rows: readonly ChartRow[]
  readonly highest: ForecastStep | null
  readonly now: number
  readonly zone: string
  readonly summary: string
}

/** The day ahead in blue, over what was measured at the same time of the last 24 h. */
export function NextDayChart({ forecast, rows, highest, now, zone, summary }: NextDayChartProps) {
  const { windowEnd } = forecast
  const end = forecast.steps.at(-1)?.end ?? windowEnd
  const scale = useMemo(() => createScaleFromZero(rows, ['before', 'band'], 5), [rows])
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis(windowEnd, end, zone, size)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary={summary}
        labelRoom={6.2}
      >
        <ReferenceArea x1={windowEnd} x2={end} fill="var(--ahead)" fillOpacity={1} stroke="none" />
        <Band series="band" tone="forecast" shape="stepAfter" />
        <Trace series="before" tone="second" shape="stepAfter" />
        <Trace series="p50" tone="forecast" shape="stepAfter" />
        {now <= end && (
          <ReferenceLine
            x={now}
            stroke="var(--text)"
            strokeWidth="1"
            label={{ value: 'now', position: 'insideTopLeft', className: 'now-label' }}
          />
        )}
        {highest !== null && (
          <ReferenceDot
            x={(highest.start + highest.end) / 2}
            y={highest.loadKw.p50}
            r={3.5}
            fill="var(--forecast)"
            stroke="var(--ahead)"
          />
        )}
        <EndLabels labels={createEndLabels(forecast, rows)} />
      </Plot>
    </div>
  )
}

/** At the lines' ends; a line that ends in a hole is named where it was last. */
function createEndLabels({ method }: Forecast, rows: readonly ChartRow[]) {
  const end = rows.at(-1)?.x ?? 0
  const label = (series: string, text: string, className: string) => {
    const y = rows.findLast((row) => typeof row[series] === 'number')?.[series]
    return typeof y === 'number' ? [{ text, x: end, y, className }] : []
  }
  return [
    ...label('p50', method === 'model' ? 'expected' : 'naive', 'label-forecast'),
    ...label('before', '24 h before', 'label-second'),
  ]
}

function createTimeAxis(from: number, to: number, zone: string, { width, rem }: Size): TimeAxis {
  const { at, step } = createTimeTicks(from, to, zone, Math.max(2, Math.floor(width / (rem * 5.5))))
  return { from, to, ticks: at, format: (x) => formatTick(x, zone, step) }
}
