import { useEffect, useMemo, useState } from 'react'
import { useEngine, usePage } from '../page/page-context.ts'
import type { Point } from '../state/recent-points.ts'
import { createTrail, TRAIL_POINTS } from '../state/trail.ts'

type Trails = Readonly<Record<string, readonly Point[]>>

/**
 * The last `spanMs` of some tags (ids joined by a space), asked for once and then fed by the samples that come; with
 * no span, their newest 60 samples.
 */
export function useTrails(tags: string, spanMs: number | null, periodMs: number): { trails: Trails; failure: string } {
  const recent = useEngine((state) => (spanMs === null ? state.recent : null))
  const [kept, setKept] = useState<{ trails: Trails; failure: string }>({ trails: {}, failure: '' })
  const epoch = useEngine((state) => state.epoch)
  const { transport, store } = usePage()

  useEffect(() => {
    if (spanMs === null || epoch === 0 || tags === '') return
    const trails = new Map(tags.split(' ').map((tag) => [tag, createTrail(spanMs, periodMs)]))
    let failure = ''
    let ended = false
    const show = () => {
      if (ended) return
      const points = [...trails].map(([tag, trail]) => [tag, trail.points()] as const)
      setKept({ trails: Object.fromEntries(points), failure })
    }
    const seed = async (tag: string) => {
      const to = store.getState().plantTime
      const outcome = await transport.call('history', { tag, from: to - spanMs, to, points: TRAIL_POINTS })
      if (outcome.ok) for (const [at, mean] of outcome.value.points) trails.get(tag)?.add(at, mean)
      else failure = outcome.error.message
      show()
    }
    const stop = store.subscribe((state, before) => {
      if (state.batch === before.batch) return
      for (const { tag, at, value } of state.batch) trails.get(tag)?.add(at, value)
      show()
    })
    for (const tag of trails.keys()) void seed(tag)
    return () => {
      ended = true
      stop()
    }
  }, [epoch, tags, spanMs, periodMs, transport, store])

  return useMemo(() => (recent === null ? kept : { trails: recent, failure: '' }), [recent, kept])
}
