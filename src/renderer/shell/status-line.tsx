import { useState } from 'react'
import type { EngineStatus } from '../../contract/schemas/values.ts'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatBytes, formatCount } from '../format/numbers.ts'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'

/** Source, forecast and store in one line, and what someone should know. */
export function StatusLine({ onKeys }: { readonly onKeys: () => void }) {
  const engine = useEngine((state) => state.engine)
  return (
    <footer className="status-line">
      {engine !== null && (
        <>
          <span>{engine.source.label}</span>
          <span title={engine.forecast.backendNote}>{describeForecasting(engine)}</span>
          <span title={engine.store.file}>{describeStore(engine)}</span>
          <StatusIssues engine={engine} />
        </>
      )}
      <button type="button" className="keys-button" onClick={onKeys}>
        <kbd>?</kbd> keys
      </button>
    </footer>
  )
}

function describeForecasting({ forecast }: EngineStatus): string {
  const { uncached, backend, failures } = forecast
  if (backend === null) return 'forecast: no model is running'
  const latency =
    uncached.count === 0 ? '' : ` ${formatNumber(uncached.p50, 1)} ms (p99 ${formatNumber(uncached.p99, 1)})`
  return `forecast${latency} · ${backend}${failures > 0 ? ` · ${failures} failed` : ''}`
}

function describeStore({ store }: EngineStatus): string {
  const kept = store.oldestAt === null || store.newestAt === null ? null : store.newestAt - store.oldestAt
  const samples = `${formatCount(store.samples)} samples · ${formatBytes(store.bytes)}`
  return kept === null
    ? `nothing kept yet · ${formatBytes(store.bytes)}`
    : `kept ${formatDuration(kept, true)} · ${samples}`
}

function StatusIssues({ engine }: { readonly engine: EngineStatus }) {
  const { unreadable, missedMessages, lost, lastUnreadable } = engine.ingest
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const [open, setOpen] = useState(false)
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const notices = engine.notices.filter((notice) => !dismissed.has(noticeKey(notice)))
  const dismiss = (key: string) => setDismissed(new Set([...dismissed, key]))
  const counts = [
    ...(unreadable > 0 ? [`${formatCount(unreadable)} unreadable`] : []),
    ...(missedMessages > 0 ? [`${formatCount(missedMessages)} missed`] : []),
    ...(lost > 0 ? [`${formatCount(lost)} lost`] : []),
    ...(notices.length > 0 ? [notices.length === 1 ? '1 notice' : `${notices.length} notices`] : []),
  ]
  if (counts.length === 0) return null
  return (
    <span className="trouble">
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {counts.join(' · ')}
      </button>
      {open && (
        <section className="notices" aria-label="Notices">
          {lastUnreadable !== null && (
            <p>
              {`Last message that could not be read, ${formatMoment(lastUnreadable.at, zone, true)}: ${lastUnreadable.reason}`}
              <code>{lastUnreadable.excerpt}</code>
            </p>
          )}
          {missedMessages > 0 && (
            <p>The plant’s numbering says that messages were missed. What it doesn’t send again is shown as a gap.</p>
          )}
          {lost > 0 && <p>Samples were lost because the store could not write. Check that its disk has room.</p>}
          {notices.map((notice) => (
            <p key={noticeKey(notice)}>
              {`${formatMoment(notice.at, zone)}: ${notice.message}`}
              <button type="button" onClick={() => dismiss(noticeKey(notice))}>
                Dismiss
              </button>
            </p>
          ))}
        </section>
      )}
    </span>
  )
}

const noticeKey = (notice: EngineStatus['notices'][number]) => `${notice.at} ${notice.message}`
