import { useMemo } from 'react'
import { ReferenceArea, ReferenceLine } from 'recharts'
import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { HOUR, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { Plot } from '../../chart/plot.tsx'
import { createScaleFromZero } from '../../chart/scale.ts'
import { Band, Trace } from '../../chart/series.tsx'
import type { TimeAxis } from '../../chart/time-axis.ts'
import { NARROW_SCREEN, useMediaQuery } from '../../chart/use-media-query.ts'
import type { Size } from '../../chart/use-size.ts'
import { NAIVE_LABELS } from '../../format/naive-text.ts'
import { createTimeTicks, formatTick, formatTime } from '../../format/times.ts'
import { type LineName, LineNames } from './line-names.tsx'
import { buildNextHourRows, positionOnAxis, type SplitTimeAxis } from './next-hour-rows.ts'
import { usePastLoad } from './use-past-load.ts'

interface NextHourChartProps {
  readonly forecast: Forecast
  readonly now: number
  readonly pastMs: number
  readonly zone: string
  readonly summary: string
}

/** The past in grey on its own scale of time, the hour ahead in blue on the last quarter of the width. */
export function NextHourChart({ forecast, now, pastMs, zone, summary }: NextHourChartProps) {
  const narrow = useMediaQuery(NARROW_SCREEN)
  const { windowEnd } = forecast
  const { past, since, failure } = usePastLoad(windowEnd, pastMs)
  const scales = useMemo(
    () => ({ from: windowEnd - pastMs, windowEnd, split: narrow ? 0.6 : 0.75 }),
    [windowEnd, pastMs, narrow],
  )
  const rows = useMemo(() => buildNextHourRows(scales, past, since, forecast), [scales, past, since, forecast])
  const scale = useMemo(() => createScaleFromZero(rows, ['load', 'naive', 'band'], 5), [rows])
  return (
    <div className="chart">
      {failure !== '' && <p className="reason">{failure}</p>}
      <Plot
        rows={rows}
        time={(size) => createSplitAxis(scales, zone, size, narrow)}
        scale={scale}
        formatValue={(value) => formatNumber(value, scale.max < 10 ? 1 : 0)}
        summary={summary}
        labelRoom={1.4}
      >
        <ReferenceArea x1={scales.split} x2={1} fill="var(--ahead)" fillOpacity={1} stroke="none" />
        <Band series="band" tone="forecast" shape="stepAfter" />
        <Trace series="naive" tone="naive" shape="stepAfter" />
        <Trace series="load" tone="trace" />
        <Trace series="p50" tone="forecast" shape="stepAfter" />
        {now <= windowEnd + HOUR && (
          <ReferenceLine
            x={positionOnAxis(scales, now)}
            stroke="var(--text)"
            strokeWidth="1"
            label={{ value: 'now', position: 'insideTopRight', className: 'now-label' }}
          />
        )}
        <LineNames lines={createLineNames(forecast)} />
      </Plot>
    </div>
  )
}

function createLineNames({ method, naive, steps }: Forecast): LineName[] {
  const last = steps.at(-1)
  if (last === undefined) return []
  const label = NAIVE_LABELS[naive]
  if (method === 'naive') return [{ name: `naive: ${label}`, y: last.loadKw.p50, tone: 'forecast' }]
  return [
    { name: 'expected', y: last.loadKw.p50, tone: 'forecast' },
    { name: label, y: last.naiveKw, tone: 'forecast' },
  ]
}

function createSplitAxis(scales: SplitTimeAxis, zone: string, { width, rem }: Size, narrow: boolean): TimeAxis {
  const { from, windowEnd, split } = scales
  const maxTicks = Math.max(2, Math.floor((width * split) / (rem * 6)))
  const past = createTimeTicks(from, windowEnd, zone, maxTicks)
  const room = ((rem * 3.4) / (width * split)) * (windowEnd - from)
  const names = new Map<number, string>()
  for (const at of past.at)
    if (at < windowEnd - room && at > from + room / 3)
      names.set(positionOnAxis(scales, at), formatTick(at, zone, past.step))
  const step = narrow || width * (1 - split) < rem * 16 ? 2 * QUARTER_HOUR : QUARTER_HOUR
  for (let at = windowEnd; at <= windowEnd + HOUR; at += step) {
    const isLast = at === windowEnd + HOUR
    if (!isLast || !narrow) names.set(positionOnAxis(scales, at), formatTime(at, zone, 'time'))
  }
  return { from: 0, to: 1, ticks: [...names.keys()], format: (x) => names.get(x) ?? '' }
}
