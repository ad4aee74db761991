import { useEffect, useMemo, useState } from 'react'
import type { AlarmEntry } from '../../../domain/alarms/alarm.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import type { Tag } from '../../../domain/telemetry/tag.ts'
import { DAY, HOUR, WEEK } from '../../../domain/time/time.ts'
import { ALARM_CHANGE_LABELS, formatAlarmName, PRIORITY_LABELS, pluralize } from '../../alarm-feed/alarm-text.ts'
import { downloadFile } from '../../download.ts'
import { Segmented } from '../../form/segmented.tsx'
import { formatMoment, formatTime } from '../../format/times.ts'
import { useEngine, usePage } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { AlarmMark } from '../alarm-mark.tsx'
import type { TrailSpan } from '../alarms-address.ts'
import { useAlarmRevision } from '../use-alarm-revision.ts'
import { formatTrailCsv } from './trail-csv.ts'
import './trail.css'

const SPAN_MS: Readonly<Record<TrailSpan, number>> = { hour: HOUR, day: DAY, week: WEEK }
const SPAN_OPTIONS: readonly { readonly value: TrailSpan; readonly text: string }[] = [
  { value: 'hour', text: 'Last hour' },
  { value: 'day', text: 'Last day' },
  { value: 'week', text: 'Last week' },
]
/** The engine answers no more entries at once. */
const MAX_ENTRIES = 1_000
const PAGE_SIZE = 200

interface TrailPanelProps {
  readonly span: TrailSpan
  readonly onSpan: (span: TrailSpan) => void
}

/** All that was done to alarms and that they did, newest first. */
export function TrailPanel({ span, onSpan }: TrailPanelProps) {
  const { value: entries, failure, pending } = useTrailEntries(span)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const saveCsv = () => {
    const newest = entries?.[0]?.at ?? 0
    const name = `alarms-${formatTime(newest, zone, 'date').replace(' ', '-')}-last-${span}.csv`
    downloadFile(name, formatTrailCsv(entries ?? []), 'text/csv')
  }
  return (
    <section className="panel trail-panel" aria-labelledby="trail-title" aria-busy={pending}>
      <div className="panel-title">
        <h3 id="trail-title">Audit trail</h3>
        <span>{entries === null ? '' : describeEntryCount(entries)}</span>
      </div>
      <div className="trail-controls">
        <Segmented label="Span" options={SPAN_OPTIONS} chosen={span} onChoose={onSpan} />
        <button type="button" disabled={entries === null || entries.length === 0} onClick={saveCsv}>
          Download CSV
        </button>
      </div>
      {failure !== '' && <p role="alert">{failure}</p>}
      {entries === null && failure === '' && <p className="empty">Reading…</p>}
      {entries?.length === 0 && <p className="empty">Nothing was raised, acknowledged or shelved in this time.</p>}
      {entries !== null && entries.length > 0 && <TrailTable key={span} entries={entries} />}
    </section>
  )
}

function describeEntryCount(entries: readonly AlarmEntry[]): string {
  if (entries.length < MAX_ENTRIES) return pluralize(entries.length, 'entry', 'entries')
  return `the newest ${formatNumber(MAX_ENTRIES, 0)} entries: choose a shorter time to see all of it`
}

/** Fetched for the span up to now, and again as alarms change. */
function useTrailEntries(span: TrailSpan) {
  const { clock } = usePage()
  const revision = useAlarmRevision()
  const [query, setQuery] = useState<{ key: string; from: number; to: number }>({ key: '', from: 0, to: 0 })
  useEffect(() => {
    const to = Math.ceil(clock.getState().now) + 1
    setQuery({ key: `${span} ${revision}`, from: to - SPAN_MS[span], to })
  }, [span, revision, clock])
  return useAnswer('alarmEntries', query.key, { from: query.from, to: query.to })
}

function TrailTable({ entries }: { readonly entries: readonly AlarmEntry[] }) {
  const [shownCount, setShownCount] = useState(PAGE_SIZE)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const tags = useEngine((state) => state.tags)
  const columns = useMemo(() => columnsOf(zone, tags), [zone, tags])
  const shown = entries.slice(0, shownCount)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by key
    <section className="trail-scroll" aria-label="Entries" tabIndex={0}>
      <DataTable
        className="trail"
        caption="What happened to alarms, newest first"
        columns={columns}
        rows={shown}
        rowKey={({ at, alarm, change }) => `${at} ${alarm} ${change}`}
        sticky
        cards
      />
      {entries.length > shownCount && (
        <p className="alarm-more">
          {`and ${pluralize(entries.length - shownCount, 'more', 'more')} `}
          <button type="button" onClick={() => setShownCount(shownCount + PAGE_SIZE)}>
            {`Show ${Math.min(PAGE_SIZE, entries.length - shownCount)} more`}
          </button>
        </p>
      )}
    </section>
  )
}

function columnsOf(zone: string, tags: readonly Tag[]): readonly Column<AlarmEntry>[] {
  return [
    { kind: 'text', head: 'Time', className: 'trail-time', cell: ({ at }) => formatMoment(at, zone, true) },
    {
      kind: 'text',
      head: 'Alarm',
      className: 'trail-alarm',
      narrow: 'line',
      cell: ({ alarm, priority, state }) => (
        <>
          <AlarmMark priority={priority} state={state} />
          {formatAlarmName(alarm, tags)}
          <small>{` ${PRIORITY_LABELS[priority].toLowerCase()}`}</small>
        </>
      ),
    },
    { kind: 'text', head: 'Change', className: 'trail-change', cell: ({ change }) => ALARM_CHANGE_LABELS[change] },
    { kind: 'text', head: 'By', className: 'trail-by', cell: ({ by }) => by },
    {
      kind: 'text',
      head: 'Message',
      narrow: 'line',
      cell: ({ message, reason }) => (
        <>
          {message}
          {reason !== null && <span className="alarm-advice">{`Reason: ${reason}`}</span>}
        </>
      ),
    },
  ]
}
