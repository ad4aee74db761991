import { SECOND } from '../../domain/time/time.ts'
import type { Source, SourceSink } from './source.ts'

/**
 * A source that can't be read, for `reason` (a sentence): it has that state, and sends nothing, until the settings
 * change.
 */
export function createUnavailableSource(kind: Source['kind'], reason: string): Source {
  let currentSink: SourceSink | null = null
  const publishStopped = () => currentSink?.onConnection({ kind: 'stopped', reason })
  return {
    kind,
    id: `unavailable:${kind}`,
    label: `${kind} · not available`,
    staleAfterMs: 3 * SECOND,
    start(sink) {
      currentSink = sink
      publishStopped()
    },
    connect: publishStopped,
    disconnect: publishStopped,
    async stop() {
      currentSink = null
    },
  }
}
