import { useRef } from 'react'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { MINUTE, SECOND } from '../../domain/time/time.ts'
import { EndLabels } from '../chart/end-labels.tsx'
import { Plot } from '../chart/plot.tsx'
import { type AxisScale, keepOrCreateScale } from '../chart/scale.ts'
import { NormalRange, Trace } from '../chart/series.tsx'
import type { TimeAxis } from '../chart/time-axis.ts'
import { useEngine } from '../page/page-context.ts'
import { useTagAge } from '../page/use-tag-age.ts'
import { seriesGapMs } from '../state/rolling-series.ts'
import { buildLoadRows, type LoadRows } from './load-rows.ts'
import { useRollingSeries } from './use-rolling-series.ts'

interface LoadChartProps {
  readonly tag: Tag
  readonly spanMs: number
  /** Whether the past is fetched, or the newest 60 samples are enough. */
  readonly seeded: boolean
}

/** The load over the last while, ending at its newest sample; beneath it what the grid delivers. */
export function LoadChart({ tag, spanMs, seeded }: LoadChartProps) {
  const gridId = useEngine((state) => state.tags.find(({ role }) => role === 'gridImport')?.id)
  const tags = gridId === undefined ? tag.id : `${tag.id} ${gridId}`
  const { trails, failure } = useRollingSeries(tags, seeded ? spanMs : null, tag.periodMs)
  const load = trails[tag.id] ?? []
  const to = load.at(-1)?.[0] ?? 0
  const breakMs = seeded ? seriesGapMs(spanMs, tag.periodMs) : 2.5 * tag.periodMs
  const drawn = buildLoadRows(load, gridId === undefined ? [] : (trails[gridId] ?? []), to - spanMs, breakMs)
  if (failure !== '' && drawn === null) return <p className="empty">{failure}</p>
  if (drawn === null) return <NoLoadYet />
  return <LoadPlot tag={tag} drawn={drawn} to={to} spanMs={spanMs} />
}

function NoLoadYet() {
  const known = useEngine((state) => state.epoch > 0)
  const kind = useEngine((state) => state.connection.kind)
  if (!known) return <p className="empty">Waiting for the engine…</p>
  if (kind === 'idle' || kind === 'stopped')
    return <p className="empty">No load to show yet. Connect to the plant, or choose another source in Settings.</p>
  return <p className="empty">No load to show yet. It appears here with the plant’s first value.</p>
}

interface LoadPlotProps {
  readonly tag: Tag
  readonly drawn: LoadRows
  readonly to: number
  readonly spanMs: number
}

function LoadPlot({ tag, drawn, to, spanMs }: LoadPlotProps) {
  const range = useEngine((state) => state.ranges[tag.id])
  const old = useTagAge(tag.id) !== ''
  const known = useRef<AxisScale | null>(null)
  const scale = keepOrCreateScale(known.current, drawn.low, drawn.high, 4)
  known.current = scale
  const digits = scale.max - scale.min < 10 ? 1 : 0
  const last = drawn.rows.at(-1)
  const labels = (['load', 'grid'] as const).flatMap((series) => {
    const y = last?.[series]
    return typeof y === 'number' ? [{ text: series, x: to, y, className: `label-${series}` }] : []
  })
  return (
    <div className={`chart${old ? ' is-old' : ''}`}>
      <Plot
        rows={drawn.rows}
        time={createRelativeAxis(to, spanMs)}
        scale={scale}
        formatValue={(value) => formatNumber(value, digits)}
        summary={`Load over the last ${formatDuration(spanMs, true)}: between ${formatKw(drawn.low)} and ${formatKw(drawn.high)} ${tag.unit}`}
        labelRoom={3}
      >
        <NormalRange range={range} scale={scale} />
        <Trace series="grid" tone="second" />
        <Trace series="load" tone="trace" />
        <EndLabels labels={labels} />
      </Plot>
    </div>
  )
}

/** A time axis that stays while the chart moves: «−40 s», «now». */
function createRelativeAxis(to: number, spanMs: number): TimeAxis {
  const step = chooseTickStep(spanMs)
  const ticks = Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => to - index * step).reverse()
  return {
    from: to - spanMs,
    to,
    ticks,
    format: (x) => (x === to ? 'now' : `−${formatAgo(to - x, spanMs)}`),
  }
}

/** «40 s» on a short axis, where a minute is 60 s. */
function formatAgo(ms: number, spanMs: number): string {
  const seconds = Math.round(ms / SECOND)
  return spanMs <= 2 * MINUTE ? `${seconds} s` : formatDuration(seconds * SECOND, true)
}

/** A third to a fifth of the span, in round seconds or minutes. */
function chooseTickStep(spanMs: number): number {
  const unit = spanMs < 5 * MINUTE ? SECOND : MINUTE
  const step = [1, 2, 5, 10, 15, 20, 30, 60].find((each) => spanMs / (each * unit) <= 5.5)
  return (step ?? 120) * unit
}
