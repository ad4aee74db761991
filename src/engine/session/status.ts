import type { EngineStatus, Percentiles } from '../../contract/schemas/values.ts'
import type { ForecasterPort, ForecasterStatus } from '../ml/inference/forecaster-port.ts'
import type { StorePort } from '../store/store-port.ts'
import type { Session } from './session.ts'

interface StatusContext {
  readonly version: string
  readonly startedAt: number
  readonly session: Session
  readonly store: Pick<StorePort, 'stats'>
  readonly forecaster: Pick<ForecasterPort, 'status'>
  readonly notices: EngineStatus['notices']
}

/** Gathers how the engine does. */
export async function readStatus(parts: StatusContext): Promise<EngineStatus> {
  const { session } = parts
  const [stats, forecaster] = await Promise.all([parts.store.stats(), parts.forecaster.status()])
  const { received, stored, doubled, late, lost } = session.writeQueue.counters()
  return {
    version: parts.version,
    startedAt: parts.startedAt,
    source: {
      kind: session.source.kind,
      id: session.source.id,
      label: session.source.label,
      staleAfterMs: session.source.staleAfterMs,
      clockOffsetMs: session.clockOffsetMs(),
    },
    ingest: { received, stored, doubled, late, lost, ...session.receiveProblems() },
    store: stats,
    forecast: summarizeForecaster(forecaster),
    notices: parts.notices,
  }
}

/** Of the forecaster's figures, those that the status line has room for. */
function summarizeForecaster(forecaster: ForecasterStatus): EngineStatus['forecast'] {
  const { backend, backendNote, models, failures, lastFailure, latencies } = forecaster
  const percentilesOf = (wanted: boolean): Percentiles => {
    const all = latencies.filter(({ horizon, cached }) => horizon === 'nextHour' && cached === wanted)
    // After a change of what computes there are several: the one that has run most is the one in use.
    const most = all.reduce<(typeof all)[number] | null>((a, b) => (a !== null && a.count >= b.count ? a : b), null)
    return { count: most?.count ?? 0, p50: most?.p50 ?? 0, p95: most?.p95 ?? 0, p99: most?.p99 ?? 0 }
  }
  const percentiles = { uncached: percentilesOf(false), cached: percentilesOf(true) }
  return { backend, backendNote, models: { ...models }, ...percentiles, failures, lastFailure }
}
