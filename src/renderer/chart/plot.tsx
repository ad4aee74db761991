import type { ReactNode } from 'react'
import { CartesianGrid, ComposedChart, XAxis, YAxis } from 'recharts'
import type { ChartRow } from './chart-row.ts'
import type { AxisScale } from './scale.ts'
import type { TimeAxis } from './time-axis.ts'
import { type Size, useSize } from './use-size.ts'
import './chart.css'

/** Where the plot lies in its box, in px. */
export interface PlotFrame {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface PlotProps {
  readonly rows: readonly ChartRow[]
  readonly time: TimeAxis | ((size: Size) => TimeAxis)
  readonly scale: AxisScale
  readonly formatValue: (value: number) => string
  /** The chart as a text, for a screen reader. */
  readonly summary: string
  /** Room at the right for labels at the lines' ends, in rem. */
  readonly labelRoom?: number
  readonly children: ReactNode
  /** Laid over the chart; gets the frame of the plot. */
  readonly over?: (frame: PlotFrame, size: Size) => ReactNode
}

/** Axes and grid of every chart over time; the series are its children. */
export function Plot(props: PlotProps) {
  const { ref, size } = useSize<HTMLDivElement>()
  return (
    <div className="plot" ref={ref}>
      {size !== null && <PlotContent {...props} size={size} />}
    </div>
  )
}

function PlotContent({
  rows,
  time,
  scale,
  formatValue,
  summary,
  labelRoom = 0.4,
  children,
  over,
  size,
}: PlotProps & { size: Size }) {
  const { width, height, rem } = size
  const axis = typeof time === 'function' ? time(size) : time
  const longest = Math.max(...scale.ticks.map((tick) => formatValue(tick).length))
  const frame = computeFrame(size, longest, labelRoom)
  return (
    <>
      <div role="img" aria-label={summary}>
        <ComposedChart
          width={width}
          height={height}
          data={rows as ChartRow[]}
          margin={{ left: 0, top: frame.top, right: frame.right, bottom: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={[axis.from, axis.to]}
            ticks={axis.ticks as number[]}
            tickFormatter={axis.format}
            interval={0}
            height={frame.bottom}
            tickMargin={rem * 0.45}
            allowDataOverflow
            axisLine={false}
            tickLine={false}
          />
          <YAxis
            domain={[scale.min, scale.max]}
            ticks={scale.ticks as number[]}
            tickFormatter={formatValue}
            interval={0}
            width={frame.left}
            tickMargin={rem * 0.45}
            allowDataOverflow
            axisLine={false}
            tickLine={false}
          />
          {children}
        </ComposedChart>
      </div>
      {over?.(frame, size)}
    </>
  )
}

function computeFrame({ rem }: Size, characters: number, labelRoom: number): PlotFrame {
  return {
    left: Math.round(rem * (0.55 * Math.max(characters, 5) + 0.75)),
    right: Math.round(rem * labelRoom),
    top: Math.round(rem * 0.6),
    bottom: Math.round(rem * 1.5),
  }
}
