import { useMemo } from 'react'
import { ReferenceArea, ReferenceDot, ReferenceLine } from 'recharts'
import type { Forecast, ForecastStep } from '../../../domain/forecast/forecast.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import type { ChartRow } from '../../chart/chart-row.ts'
import { createEndLabels } from '../../chart/end-label.ts'
import { EndLabels } from '../../chart/end-labels.tsx'
import { Plot } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import { createTimeAxis } from '../../chart/time-axis.ts'

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
  const lines = [
    { series: ['p50'], text: forecast.method === 'model' ? 'expected' : 'naive', className: 'label-forecast' },
    { series: ['before'], text: '24 h before', className: 'label-second' },
  ]
  return (
    <div className="chart">
      <Plot
        rows={rows}
        time={(size) => createTimeAxis({ start: windowEnd, end }, zone, size, 5.5)}
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
        <EndLabels labels={createEndLabels(rows, rows.at(-1)?.x ?? 0, lines)} />
      </Plot>
    </div>
  )
}
