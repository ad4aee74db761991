import { DefaultZIndexes, useXAxisScale, useYAxisScale, ZIndexLayer } from 'recharts'
import type { EndLabel } from './end-label.ts'
import { rootFontSize } from './use-size.ts'

/** Names at the lines' ends, moved apart where they would overlap. */
export function EndLabels({ labels }: { readonly labels: readonly EndLabel[] }) {
  const xScale = useXAxisScale()
  const yScale = useYAxisScale()
  if (xScale === undefined || yScale === undefined) return null
  const rem = rootFontSize()
  const placed = labels
    .map((label) => ({ ...label, px: xScale(label.x) ?? 0, py: yScale(label.y) ?? 0 }))
    .sort((a, b) => a.py - b.py)
  let nextFreeY = Number.NEGATIVE_INFINITY
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {placed.map(({ text, px, py, className }) => {
        const y = Math.max(py, nextFreeY)
        nextFreeY = y + rem
        return (
          <text key={text} x={px + rem * 0.5} y={y} dy="0.35em" className={`end-label ${className}`}>
            {text}
          </text>
        )
      })}
    </ZIndexLayer>
  )
}
