import { useMemo, useState } from 'react'
import type { Inference } from '../../../contract/schemas/models.ts'
import { HISTORY_STEPS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { SECOND } from '../../../domain/time/time.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'
import { formatBytes } from '../../format/numbers.ts'
import { useClock, useEngine } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { chooseApiOrigin, formatCurlCommands } from './curl-commands.ts'
import { LatencyTable } from './latency-table.tsx'
import { TextBlock } from './text-block.tsx'
import { createWindowBody, formatReadableJson, windowStart } from './window-json.ts'
import './engineer.css'

/**
 * For a data engineer: latencies, memory, raw window and forecast, and the commands for them. Fetched while it is
 * open.
 */
export function EngineerPanel({ horizon }: { readonly horizon: Horizon }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="panel engineer-panel" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h2>For data engineers</h2>
        <span>latencies, memory, raw window and forecast, API</span>
      </summary>
      {open && (
        <>
          <LatencyAndMemory />
          <RawData horizon={horizon} />
        </>
      )}
    </details>
  )
}

/** How often the figures are fetched anew. */
const REFRESH_MS = 5 * SECOND

function LatencyAndMemory() {
  const refreshCount = useClock((now) => Math.floor(now / REFRESH_MS))
  const { value, failure } = useAnswer('inference', String(refreshCount), {})
  if (failure !== '') return <p className="reason">{failure}</p>
  if (value === null) return <p className="hint">Reading…</p>
  return (
    <>
      <LatencyTable latencies={value.latencies} />
      <p className="hint">{describeMemory(value)}</p>
      <p className="hint">{`${value.backend ?? 'No model is running'}: ${value.backendNote}`}</p>
      {value.lastFailure !== null && <p className="hint">{`Last failure: ${value.lastFailure}`}</p>}
    </>
  )
}

function describeMemory({ queued, tensors, tensorBytes, heapBytes, failures }: Inference): string {
  const waiting = queued === 0 ? 'nothing waits' : `${formatNumber(queued, 0)} wait`
  const memory = `${formatNumber(tensors, 0)} tensors alive, ${formatBytes(tensorBytes)} · heap ${formatBytes(heapBytes)}`
  return `${waiting} · ${memory} · ${failures === 0 ? 'none failed' : `${formatNumber(failures, 0)} failed`}`
}

function RawData({ horizon }: { readonly horizon: Horizon }) {
  const forecast = useEngine((state) => state.forecasts[horizon])
  const end = forecast?.windowEnd ?? null
  const window = useWindowJson(horizon, end)
  const forecastJson = useMemo(() => (forecast === null ? '' : formatReadableJson(forecast)), [forecast])
  const commands = end === null ? '' : formatCurlCommands(chooseApiOrigin(location.origin), horizon, end)
  const nothing = 'There is no forecast yet.'
  const name = HORIZON_LABELS[horizon].toLowerCase()
  return (
    <div className="text-blocks">
      <TextBlock title={`Window of the ${name}, window.json`} text={window.text} nothing={window.failure || nothing} />
      <TextBlock title={`Forecast of the ${name}`} text={forecastJson} nothing={nothing} />
      <TextBlock title="By API" text={commands} nothing={nothing} />
    </div>
  )
}

/** The window that ends at `end`, as a body for `/predict`. */
function useWindowJson(horizon: Horizon, end: number | null): { text: string; failure: string } {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const load = useQuarterHours('load', end)
  const temperature = useQuarterHours('temperature', end)
  const text = useMemo(() => {
    if (end === null || load.points === null || temperature.points === null) return ''
    return formatReadableJson(createWindowBody({ horizon, end, zone }, load.points, temperature.points))
  }, [horizon, end, zone, load.points, temperature.points])
  return { text, failure: load.failure || temperature.failure || (end === null ? '' : 'Reading…') }
}

const NO_POINTS: readonly [] = []

/** Quarter-hours of a role's tag; none where the plant doesn't measure it, null while they are fetched. */
function useQuarterHours(role: 'load' | 'temperature', end: number | null) {
  const tag = useEngine((state) => state.tags.find((each) => each.role === role)?.id ?? null)
  const { value, failure } = useAnswer('history', end === null || tag === null ? '' : `${tag} ${end}`, {
    tag: tag ?? role,
    from: windowStart(end ?? 0),
    to: end ?? 0,
    points: HISTORY_STEPS,
  })
  return { points: tag === null ? NO_POINTS : (value?.points ?? null), failure }
}
