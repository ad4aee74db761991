import { useEffect, useMemo, useState } from 'react'
import { useEngine, usePage } from '../page/page-context.ts'
import type { Point } from '../state/recent-points.ts'
import { createRollingSeries, MAX_SERIES_POINTS } from '../state/rolling-series.ts'

type SeriesByTag = Readonly<Record<string, readonly Point[]>>

/**
 * The last `spanMs` of some tags (ids joined by a space), fetched once and then fed by live samples; with
 * no span, their newest 60 samples.
 */
export function useRollingSeries(
  tags: string,
  spanMs: number | null,
  periodMs: number,
): { trails: SeriesByTag; failure: string } {
  const recent = useEngine((state) => (spanMs === null ? state.recent : null))
  const [kept, setKept] = useState<{ trails: SeriesByTag; failure: string }>({ trails: {}, failure: '' })
  const epoch = useEngine((state) => state.epoch)
  const { transport, store } = usePage()

  useEffect(() => {
    if (spanMs === null || epoch === 0 || tags === '') return
    const trails = new Map(tags.split(' ').map((tag) => [tag, createRollingSeries(spanMs, periodMs)]))
    let failure = ''
    let cancelled = false
    const publish = () => {
      if (cancelled) return
      const points = [...trails].map(([tag, trail]) => [tag, trail.points()] as const)
      setKept({ trails: Object.fromEntries(points), failure })
    }
    const readPast = async (tag: string) => {
      const to = store.getState().plantTime
      const outcome = await transport.call('history', { tag, from: to - spanMs, to, points: MAX_SERIES_POINTS })
      if (outcome.ok) for (const [at, mean] of outcome.value.points) trails.get(tag)?.add(at, mean)
      else failure = outcome.error.message
      publish()
    }
    const stop = store.subscribe((state, before) => {
      if (state.batch === before.batch) return
      for (const { tag, at, value } of state.batch) trails.get(tag)?.add(at, value)
      publish()
    })
    for (const tag of trails.keys()) void readPast(tag)
    return () => {
      cancelled = true
      stop()
    }
  }, [epoch, tags, spanMs, periodMs, transport, store])

  return useMemo(() => (recent === null ? kept : { trails: recent, failure: '' }), [recent, kept])
}
