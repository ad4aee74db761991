import { Area, Curve, type CurveProps, Line, ReferenceArea } from 'recharts'
import type { TagRange } from '../../contract/settings.ts'
import type { AxisScale } from './scale.ts'

type SeriesTone = 'trace' | 'second' | 'forecast' | 'naive'
type LineShape = 'linear' | 'stepAfter'

/** A line that breaks where there is no value. */
export function Trace({
  series,
  tone,
  shape = 'linear',
}: {
  readonly series: string
  readonly tone: SeriesTone
  readonly shape?: LineShape
}) {
  return (
    <Line
      dataKey={series}
      type={shape}
      className={`trace trace-${tone}`}
      stroke={`var(--${tone === 'naive' ? 'forecast' : tone})`}
      strokeWidth="var(--stroke)"
      {...(tone === 'naive' ? { strokeDasharray: '4 4' } : {})}
      dot={false}
      activeDot={false}
      connectNulls={false}
      isAnimationActive={false}
      shape={StaticLine}
    />
  )
}

/** The line alone: Recharts' own shape measures its length for an animation, which is slower than drawing it. */
function StaticLine({ pathRef: _, ...curve }: CurveProps) {
  return <Curve {...curve} connectNulls={false} />
}

/** The stretch between two values of each row. */
export function Band({
  series,
  tone,
  shape = 'linear',
}: {
  readonly series: string
  readonly tone: 'forecast' | 'spread'
  readonly shape?: LineShape
}) {
  return (
    <Area
      dataKey={series}
      type={shape}
      className={`band band-${tone}`}
      stroke="none"
      fill={tone === 'forecast' ? 'var(--forecast)' : 'var(--second)'}
      fillOpacity={0.3}
      dot={false}
      activeDot={false}
      connectNulls={false}
      isAnimationActive={false}
    />
  )
}

/** Steps that are filled down to the axis, for what holds over a stretch of time. */
export function StepArea({ series }: { readonly series: string }) {
  return (
    <Area
      dataKey={series}
      type="stepAfter"
      className="steps"
      stroke="var(--second)"
      strokeWidth="1"
      fill="var(--second)"
      fillOpacity={0.4}
      dot={false}
      activeDot={false}
      connectNulls={false}
      isAnimationActive={false}
    />
  )
}

/** Where a value normally lies, behind its trace. Null where none of it is in sight. */
export function NormalRange({ range, scale }: { readonly range: TagRange | undefined; readonly scale: AxisScale }) {
  if (range === undefined || range.normalHigh <= scale.min || range.normalLow >= scale.max) return null
  return (
    <ReferenceArea
      y1={Math.max(range.normalLow, scale.min)}
      y2={Math.min(range.normalHigh, scale.max)}
      className="normal-range"
      fill="var(--normal)"
      fillOpacity={0.35}
      stroke="none"
      label={{ value: 'normal', position: 'insideTopLeft', className: 'normal-label' }}
    />
  )
}
