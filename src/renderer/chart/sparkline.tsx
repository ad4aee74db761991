import { memo } from 'react'
import type { Point } from '../state/recent-points.ts'
import './chart.css'

const WIDTH = 100
const HEIGHT = 30

/** The course of a value: its newest points, without axes. Spans at least `least` so that noise stays small. */
export const Sparkline = memo(function Sparkline({
  points,
  periodMs,
  least,
}: {
  readonly points: readonly Point[]
  /** The tag's usual distance between two samples: where it is much longer, the line breaks. */
  readonly periodMs: number
  readonly least: number
}) {
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={formatSvgPath(points, least, periodMs)} vectorEffect="non-scaling-stroke" />
    </svg>
  )
})

/** An SVG path through `points`, oldest first, within a box of 100 by 30. */
export function formatSvgPath(points: readonly Point[], least: number, periodMs: number): string {
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || last[0] === first[0]) return ''
  const values = points.map(([, value]) => value)
  const low = Math.min(...values)
  const high = Math.max(...values)
  const span = Math.max(high - low, least, Number.EPSILON)
  const bottom = (low + high - span) / 2
  const steps = points.map(([at, value], index) => {
    const x = ((at - first[0]) / (last[0] - first[0])) * WIDTH
    const y = HEIGHT - 2 - ((value - bottom) / span) * (HEIGHT - 4)
    const previous = points[index - 1]
    const isContinuous = previous !== undefined && at - previous[0] <= periodMs * 2.5
    return `${isContinuous ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return steps.join('')
}
