import { DefaultZIndexes, usePlotArea, useYAxisScale, ZIndexLayer } from 'recharts'
import { rootFontSize } from '../chart/use-size.ts'
import './peak-lines.css'

/** What is billed of a charge, in the chart's unit, and how the line is named. */
export interface PeakLine {
  readonly y: number
  readonly text: string
}

/** Dashed lines across a chart, each named at the line; names move apart where they would overlap. */
export function PeakLines({ peaks }: { readonly peaks: readonly PeakLine[] }) {
  const yScale = useYAxisScale()
  const area = usePlotArea()
  if (yScale === undefined || area === undefined) return null
  const rem = rootFontSize()
  const placed = mergeLines(peaks)
    .map((peak) => ({ ...peak, py: yScale(peak.y) ?? 0 }))
    .sort((a, b) => a.py - b.py)
  // The highest is named above its line, the others below theirs, where loads seldom reach the next one.
  let nextFreeY = Number.NEGATIVE_INFINITY
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {placed.map(({ text, py }, index) => {
        const y = Math.max(index === 0 ? py - rem * 0.35 : py + rem * 0.95, nextFreeY + rem)
        nextFreeY = y
        return (
          <g key={text}>
            <line className="peak-line" x1={area.x} x2={area.x + area.width} y1={py} y2={py} />
            <text className="peak-label" x={area.x + rem * 0.4} y={y}>
              {text}
            </text>
          </g>
        )
      })}
    </ZIndexLayer>
  )
}

/** Lines that would be drawn upon one another are one line with both names. */
function mergeLines(peaks: readonly PeakLine[]): PeakLine[] {
  const lines: PeakLine[] = []
  for (const peak of peaks) {
    const same = lines.findIndex(({ y }) => Math.abs(y - peak.y) < 0.5)
    const line = lines[same]
    if (line === undefined) lines.push(peak)
    else lines[same] = { y: line.y, text: `${line.text.replace(/ [^ ]*$/, '')}, ${peak.text}` }
  }
  return lines
}
