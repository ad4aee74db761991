import { useEffect, useState } from 'react'
import { MINUTE } from '../../../domain/time/time.ts'
import { useEngine, usePage } from '../../page/page-context.ts'
import type { MeasuredLoad } from './next-hour-rows.ts'

const EMPTY_LOAD: MeasuredLoad = { resolutionMs: 0, points: [] }

/** The load before and after `windowEnd`, fetched anew once a minute and with every new window. */
export function usePastLoad(
  windowEnd: number | null,
  pastMs: number,
): { past: MeasuredLoad; since: MeasuredLoad; failure: string } {
  const { transport, store } = usePage()
  const [answer, setAnswer] = useState({ past: EMPTY_LOAD, since: EMPTY_LOAD, failure: '' })
  const epoch = useEngine((state) => state.epoch)
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id)

  useEffect(() => {
    if (windowEnd === null || tag === undefined || epoch === 0) return
    let cancelled = false
    const ask = async (from: number, to: number, points: number) =>
      to <= from ? { ok: true as const, value: EMPTY_LOAD } : transport.call('history', { tag, from, to, points })
    const refresh = async () => {
      const now = store.getState().plantTime
      const [past, since] = await Promise.all([
        ask(windowEnd - pastMs, windowEnd, pastMs / (10 * MINUTE)),
        ask(windowEnd, now, Math.ceil((now - windowEnd) / MINUTE)),
      ])
      if (cancelled) return
      if (past.ok && since.ok) setAnswer({ past: past.value, since: since.value, failure: '' })
      else setAnswer((known) => ({ ...known, failure: past.ok ? '' : past.error.message }))
    }
    void refresh()
    const timer = setInterval(refresh, MINUTE)
    return () => {
      cancelled = true
      clearInterval(timer)
    }
  }, [windowEnd, pastMs, tag, epoch, transport, store])
  return answer
}
