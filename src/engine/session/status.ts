import type { EngineStatus, Percentiles } from '../../contract/schemas/values.ts'
import type { EngineContext } from '../context/engine-context.ts'
import type { ForecasterStatus } from '../ml/inference/forecaster-port.ts'
import type { Notices } from '../runtime/notices.ts'
import type { CurrentSession } from './current-session.ts'
import type { Session } from './session.ts'

/** Reads how the engine does. */
export interface StatusReader {
  read(): Promise<EngineStatus>
  /** The status that was read last. */
  latest(): EngineStatus
}

/** Reads the status a first time. */
export async function openStatusReader(
  engine: EngineContext,
  currentSession: CurrentSession,
  notices: Notices,
): Promise<StatusReader> {
  const readNow = () => readStatus(engine, currentSession.session(), notices)
  let latest = await readNow()
  return {
    latest: () => latest,
    async read() {
      latest = await readNow()
      return latest
    },
  }
}

async function readStatus(engine: EngineContext, session: Session, notices: Notices): Promise<EngineStatus> {
  const { version, startedAt, store, forecaster } = engine
  const { source, writeQueue } = session
  const listed = notices.list()
  const [stats, forecasterStatus] = await Promise.all([store.stats(), forecaster.status()])
  const { received, stored, doubled, late, lost } = writeQueue.counters()
  return {
    version,
    startedAt,
    source: {
      kind: source.kind,
      id: source.id,
      label: source.label,
      staleAfterMs: source.staleAfterMs,
      clockOffsetMs: session.clockOffsetMs(),
    },
    ingest: { received, stored, doubled, late, lost, ...session.receiveProblems() },
    store: stats,
    forecast: summarizeForecaster(forecasterStatus),
    notices: listed,
  }
}

/** The part of the forecaster's status that the status line has room for. */
function summarizeForecaster(forecaster: ForecasterStatus): EngineStatus['forecast'] {
  const { backend, backendNote, models, failures, lastFailure, latencies } = forecaster
  const percentilesOf = (ofCache: boolean): Percentiles => {
    const all = latencies.filter(({ horizon, cached }) => horizon === 'nextHour' && cached === ofCache)
    // After a change of what computes there are several: the one that has run most is the one in use.
    const mostCounted = all.reduce<(typeof all)[number] | null>(
      (a, b) => (a !== null && a.count >= b.count ? a : b),
      null,
    )
    return {
      count: mostCounted?.count ?? 0,
      p50: mostCounted?.p50 ?? 0,
      p95: mostCounted?.p95 ?? 0,
      p99: mostCounted?.p99 ?? 0,
    }
  }
  const percentiles = { uncached: percentilesOf(false), cached: percentilesOf(true) }
  return { backend, backendNote, models: { ...models }, ...percentiles, failures, lastFailure }
}
