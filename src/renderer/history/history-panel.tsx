import { useState } from 'react'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import type { Interval } from '../../domain/time/time.ts'
import { downloadFile } from '../download.ts'
import { decimalsOf } from '../format/numbers.ts'
import { formatLongSpan, formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { type HistoryAddress, panSpan, zoomSpan } from './history-address.ts'
import { HistoryChart } from './history-chart.tsx'
import { formatHistoryCsv } from './history-csv.ts'
import { type HistoryStep, summarizeHistory } from './history-rows.ts'
import { HistoryTable } from './history-table.tsx'

export interface HistoryPanelProps {
  readonly address: HistoryAddress
  readonly tag: Tag | undefined
  readonly span: Interval
  /** The plant's time. */
  readonly now: number
  readonly steps: readonly HistoryStep[]
  readonly resolutionMs: number
  readonly breakMs: number
  readonly pending: boolean
  readonly failure: string
  readonly change: (changes: Partial<HistoryAddress>) => void
}

export function HistoryPanel(props: HistoryPanelProps) {
  const { address, tag, span, now, steps, change } = props
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const [cursor, setCursor] = useState<number | null>(null)
  const format = createValueFormat(tag, steps)
  const fine = props.resolutionMs < 60_000
  const step = cursor === null ? undefined : steps[Math.min(cursor, steps.length - 1)]
  return (
    <section className="panel history-panel" aria-labelledby="history-title" aria-busy={props.pending}>
      <HistoryTitle {...props} zone={zone} format={format} />
      <div className="toolbar">
        <p className="readout">
          {step === undefined ? formatLongSpan(span, zone) : describeStep(step, zone, fine, format)}
        </p>
        <HistoryTools {...props} cursorAt={step?.at ?? null} />
      </div>
      {props.failure !== '' && <p className="reason">{props.failure}</p>}
      {steps.length === 0 ? (
        <NoHistory pending={props.pending} failed={props.failure !== ''} />
      ) : address.table ? (
        <HistoryTable steps={steps} zone={zone} fine={fine} format={format} />
      ) : (
        <HistoryChart
          steps={steps}
          breakMs={props.breakMs}
          span={span}
          zone={zone}
          format={format}
          name={tag?.description ?? address.tag}
          cursor={cursor}
          valueText={step === undefined ? 'no value' : describeStep(step, zone, fine, format)}
          onCursor={setCursor}
          onZoom={(zoom) => change({ zoom })}
          latest={now}
        />
      )}
    </section>
  )
}

/** Decimals by the reach of what is shown, with the unit. */
function createValueFormat(tag: Tag | undefined, steps: readonly HistoryStep[]): (value: number) => string {
  const reach = steps.reduce((highest, { max }) => Math.max(highest, Math.abs(max)), 0)
  const digits = decimalsOf(tag?.unit ?? '', reach)
  return (value) => formatNumber(value, digits)
}

interface HistoryTitleProps extends HistoryPanelProps {
  readonly zone: string
  readonly format: (value: number) => string
}

function HistoryTitle({ tag, address, steps, resolutionMs, span, now, zone, format }: HistoryTitleProps) {
  const summary = summarizeHistory(steps, resolutionMs, span, now)
  const unit = tag?.unit ?? ''
  const coverage = summary?.coverage ?? 1
  return (
    <div className="panel-title">
      <h2 id="history-title">{tag?.description ?? address.tag}</h2>
      {summary !== null && (
        <>
          <span className="expected">
            highest <strong>{`${format(summary.high)} ${unit}`}</strong>
            {` ${formatMoment(summary.highAt, zone)}`}
          </span>
          <span className="beside">
            {`mean ${format(summary.mean)} · lowest ${format(summary.low)}`}
            {resolutionMs > 0 && ` · steps of ${formatDuration(resolutionMs, true)}`}
            {coverage < 0.995 && ` · samples cover ${formatPercent(coverage)}`}
          </span>
        </>
      )}
    </div>
  )
}

function HistoryTools({
  address,
  span,
  now,
  steps,
  change,
  cursorAt,
}: HistoryPanelProps & { readonly cursorAt: number | null }) {
  const middle = cursorAt ?? (span.start + span.end) / 2
  return (
    <div className="tools">
      <button type="button" aria-label="Earlier" onClick={() => change({ zoom: panSpan(span, -0.25, now) })}>
        ‹
      </button>
      <button
        type="button"
        aria-label="Later"
        disabled={span.end >= now}
        onClick={() => change({ zoom: panSpan(span, 0.25, now) })}
      >
        ›
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => change({ zoom: zoomSpan(span, middle, 0.5, now) })}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => change({ zoom: zoomSpan(span, middle, 2, now) })}>
        −
      </button>
      <button type="button" disabled={address.zoom === null} onClick={() => change({ zoom: null })}>
        Reset zoom
      </button>
      <button type="button" aria-pressed={address.table} onClick={() => change({ table: !address.table })}>
        Table
      </button>
      <button
        type="button"
        disabled={steps.length === 0}
        onClick={() => downloadFile(csvFileName(address, span), formatHistoryCsv(steps), 'text/csv')}
      >
        CSV
      </button>
    </div>
  )
}

function csvFileName({ tag }: HistoryAddress, { start, end }: Interval): string {
  const stamp = (at: number) => new Date(at).toISOString().slice(0, 16).replaceAll(':', '')
  return `${tag.replaceAll(/[^\w.-]+/g, '_')}_${stamp(start)}Z_${stamp(end)}Z.csv`
}

function NoHistory({ pending, failed }: { readonly pending: boolean; readonly failed: boolean }) {
  const oldestAt = useEngine((state) => state.engine?.store.oldestAt ?? null)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  if (pending) return <p className="empty">Reading…</p>
  if (failed) return <p className="empty">Choose another tag or another range.</p>
  const kept =
    oldestAt === null
      ? 'Nothing is kept yet.'
      : `What is kept begins on ${formatMoment(oldestAt, zone)} (${yearOf(oldestAt)}).`
  return <p className="empty">{`No values in this range. ${kept}`}</p>
}

const yearOf = (at: number) => new Date(at).getUTCFullYear()

function describeStep(step: HistoryStep, zone: string, fine: boolean, format: (value: number) => string): string {
  const { mean, min, max, coverage, expected } = step
  const spread = min === max ? '' : ` (${format(min)} to ${format(max)})`
  const covered = coverage < 0.995 ? ` · samples cover ${formatPercent(coverage)}` : ''
  const beside =
    expected === null ? '' : ` · expected ${format(expected.p50)} (${format(expected.p10)} to ${format(expected.p90)})`
  return `${formatMoment(step.start, zone, fine)} · ${format(mean)}${spread}${covered}${beside}`
}
