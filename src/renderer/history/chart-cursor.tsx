import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import type { Interval } from '../../domain/time/time.ts'
import type { PlotFrame } from '../chart/plot.tsx'
import type { Size } from '../chart/use-size.ts'
import { panSpan, zoomSpan } from './history-address.ts'
import type { HistoryStep } from './history-rows.ts'
import './chart-tools.css'

interface ChartCursorProps {
  readonly steps: readonly HistoryStep[]
  readonly span: Interval
  /** The plant's time: nothing is shown beyond it. */
  readonly latest?: number
  readonly cursor: number | null
  readonly valueText: string
  readonly frame: PlotFrame
  readonly size: Size
  readonly onCursor: (index: number | null) => void
  /** Left out where the span is chosen elsewhere. */
  readonly onZoom?: (span: Interval | null) => void
}

/** A drag shorter than this, in px, is a click. */
const SHORTEST_DRAG = 6

/** Lies over the plot: a cursor for mouse and keyboard, and, where it can zoom, a stretch that is dragged. */
export function ChartCursor(props: ChartCursorProps) {
  const { steps, span, cursor, frame, size, onCursor, onZoom } = props
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const width = size.width - frame.left - frame.right
  const timeAt = (x: number) => span.start + (Math.min(width, Math.max(0, x)) / width) * (span.end - span.start)
  const pxAt = (at: number) => ((at - span.start) / (span.end - span.start)) * width
  const xOf = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left

  const onMove = (event: PointerEvent) => {
    const x = xOf(event)
    if (drag !== null) setDrag({ ...drag, to: x })
    onCursor(findNearestStep(steps, timeAt(x)))
  }
  const onUp = (event: PointerEvent) => {
    if (drag === null) return
    setDrag(null)
    const [from, to] = [Math.min(drag.from, xOf(event)), Math.max(drag.from, xOf(event))]
    if (to - from < SHORTEST_DRAG) return
    onCursor(null)
    onZoom?.({ start: Math.round(timeAt(from)), end: Math.round(timeAt(to)) })
  }
  const step = cursor === null ? undefined : steps[Math.min(cursor, steps.length - 1)]
  return (
    <div
      className="chart-cursor"
      role="slider"
      tabIndex={0}
      aria-label={
        onZoom === undefined
          ? 'Cursor: arrows move it'
          : 'Cursor: arrows move it, plus and minus zoom, shift and arrows go earlier and later'
      }
      aria-valuemin={0}
      aria-valuemax={steps.length - 1}
      aria-valuenow={cursor ?? steps.length - 1}
      aria-valuetext={props.valueText}
      style={{ left: frame.left, right: frame.right, top: frame.top, bottom: frame.bottom }}
      onKeyDown={(event) => handleKey(event, props)}
      onFocus={() => cursor === null && onCursor(steps.length - 1)}
      onPointerDown={(event) => {
        if (onZoom === undefined) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: xOf(event), to: xOf(event) })
      }}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => drag === null && onCursor(null)}
    >
      {step !== undefined && drag === null && <div className="cursor-line" style={{ left: pxAt(step.at) }} />}
      {drag !== null && (
        <div className="drag" style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }} />
      )}
    </div>
  )
}

function handleKey(event: KeyboardEvent, props: ChartCursorProps): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const action =
    (event.shiftKey ? undefined : createCursorKeys(props).get(event.key)) ??
    createZoomKeys(event.shiftKey, props).get(event.key)
  if (action === undefined) return
  event.preventDefault()
  action()
}

function createCursorKeys({ steps, cursor, onCursor }: ChartCursorProps): Map<string, () => void> {
  const last = steps.length - 1
  const index = Math.min(cursor ?? last, last)
  return new Map([
    ['ArrowLeft', () => onCursor(Math.max(0, index - 1))],
    ['ArrowRight', () => onCursor(Math.min(last, index + 1))],
    ['Home', () => onCursor(0)],
    ['End', () => onCursor(last)],
  ])
}

function createZoomKeys(
  shift: boolean,
  { steps, span, cursor, latest, onZoom }: ChartCursorProps,
): Map<string, () => void> {
  if (onZoom === undefined || latest === undefined) return new Map()
  const at = steps[Math.min(cursor ?? steps.length - 1, steps.length - 1)]?.at ?? (span.start + span.end) / 2
  const pan = (share: number) => onZoom(panSpan(span, share, latest))
  const panning: readonly [string, () => void][] = shift
    ? [
        ['ArrowLeft', () => pan(-0.25)],
        ['ArrowRight', () => pan(0.25)],
      ]
    : []
  return new Map([
    ...panning,
    ['PageUp', () => pan(-1)],
    ['PageDown', () => pan(1)],
    ['+', () => onZoom(zoomSpan(span, at, 0.5, latest))],
    ['-', () => onZoom(zoomSpan(span, at, 2, latest))],
    ['0', () => onZoom(null)],
  ])
}

/** The step whose middle is nearest to `at`; null where there is none. */
function findNearestStep(steps: readonly HistoryStep[], at: number): number | null {
  let [best, distance] = [-1, Number.POSITIVE_INFINITY]
  for (const [index, step] of steps.entries()) {
    const difference = Math.abs(step.at - at)
    if (difference < distance) [best, distance] = [index, difference]
  }
  return best < 0 ? null : best
}
