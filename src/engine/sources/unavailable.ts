import { SECOND } from '../../domain/time/time.ts'
import type { Source, SourceSink } from './source.ts'

/** A source that can't be read, for `reason` (a sentence): it says so, and nothing else, until the settings change. */
export function createUnavailableSource(kind: Source['kind'], reason: string): Source {
  let told: SourceSink | null = null
  const tell = () => told?.connection({ kind: 'stopped', reason })
  return {
    kind,
    id: `unavailable:${kind}`,
    label: `${kind} · not available`,
    staleAfterMs: 3 * SECOND,
    start(sink) {
      told = sink
      tell()
    },
    connect: tell,
    disconnect: tell,
    async stop() {
      told = null
    },
  }
}
