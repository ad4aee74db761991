import { DefaultZIndexes, usePlotArea, useYAxisScale, ZIndexLayer } from 'recharts'
import { rootFontSize } from '../../chart/use-size.ts'

/** A line's name, and the value at its right end. */
export interface LineName {
  readonly name: string
  readonly y: number
  readonly tone: 'forecast' | 'second'
}

/** Names one line, or two, at their right ends; of two, each on the side away from the other. */
export function LineNames({ lines }: { readonly lines: readonly LineName[] }) {
  const yScale = useYAxisScale()
  const area = usePlotArea()
  if (yScale === undefined || area === undefined) return null
  const rem = rootFontSize()
  const x = area.x + area.width - rem * 0.3
  const placed = lines.map((line) => ({ ...line, py: yScale(line.y) ?? 0 })).sort((a, b) => a.py - b.py)
  const upper = area.y + rem * 2
  const lower = area.y + area.height - rem * 0.6
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {placed.map(({ name, tone, py }, index) => {
        const y = index === 0 ? py - rem * 0.5 : py + rem * 1.1
        return (
          <text
            key={name}
            x={x}
            y={Math.min(lower, Math.max(upper, y))}
            textAnchor="end"
            className={`end-label on-ahead label-${tone}`}
          >
            {name}
          </text>
        )
      })}
    </ZIndexLayer>
  )
}
