import { formatDuration } from '../../domain/format/durations.ts'
import { useClock, useEngine } from './page-context.ts'

/** «12 s old» where a tag has been silent for too long, else empty. */
export function useTagAge(tag: string): string {
  const receivedAt = useEngine((state) => state.latest[tag]?.receivedAt)
  const staleAfterMs = useEngine((state) => state.engine?.source.staleAfterMs ?? 3_000)
  // A period is plant time: it is no measure of a wait where plant time runs at another speed.
  const periodMs = useEngine((state) =>
    state.plantTimeRuns ? (state.tags.find(({ id }) => id === tag)?.periodMs ?? 0) : 0,
  )
  return useClock((now) => formatAge(receivedAt, now, Math.max(staleAfterMs, periodMs * 2)))
}

/** `now` and `receivedAt` by the engine's clock. */
export function formatAge(receivedAt: number | undefined, now: number, staleAfterMs: number): string {
  if (receivedAt === undefined || now - receivedAt <= staleAfterMs) return ''
  return `${formatDuration(now - receivedAt, true)} old`
}
