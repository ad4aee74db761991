import type { EngineStatus } from '../contract/values.ts'
import type { ForecasterPort } from './forecast/forecaster-port.ts'
import type { Session } from './session.ts'
import type { StorePort } from './store/store-port.ts'

interface StatusParts {
  readonly version: string
  readonly startedAt: number
  readonly session: Session
  readonly store: Pick<StorePort, 'stats'>
  readonly forecaster: Pick<ForecasterPort, 'status'>
  readonly notices: EngineStatus['notices']
}

/** Gathers how the engine does. */
export async function readStatus(parts: StatusParts): Promise<EngineStatus> {
  const { session } = parts
  const [stats, forecaster] = await Promise.all([parts.store.stats(), parts.forecaster.status()])
  const { received, stored, doubled, late, lost } = session.intake.counters()
  const { tensors: _, ...forecast } = forecaster
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
    ingest: { received, stored, doubled, late, lost, ...session.trouble() },
    store: stats,
    forecast,
    notices: parts.notices,
  }
}
