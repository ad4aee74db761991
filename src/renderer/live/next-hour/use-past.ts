import { useEffect, useState } from 'react'
import { MINUTE } from '../../../domain/time/time.ts'
import { useEngine, usePage } from '../../page/page-context.ts'
import type { Measured } from './next-hour-rows.ts'

const NONE: Measured = { resolutionMs: 0, points: [] }

/** The load before and after `windowEnd`, asked for anew once a minute and with every new window. */
export function usePast(
  windowEnd: number | null,
  pastMs: number,
): { past: Measured; since: Measured; failure: string } {
  const { transport, store } = usePage()
  const [answer, setAnswer] = useState({ past: NONE, since: NONE, failure: '' })
  const epoch = useEngine((state) => state.epoch)
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id)

  useEffect(() => {
    if (windowEnd === null || tag === undefined || epoch === 0) return
    let ended = false
    const ask = async (from: number, to: number, points: number) =>
      to <= from ? { ok: true as const, value: NONE } : transport.call('history', { tag, from, to, points })
    const run = async () => {
      const now = store.getState().plantTime
      const [past, since] = await Promise.all([
        ask(windowEnd - pastMs, windowEnd, pastMs / (10 * MINUTE)),
        ask(windowEnd, now, Math.ceil((now - windowEnd) / MINUTE)),
      ])
      if (ended) return
      if (past.ok && since.ok) setAnswer({ past: past.value, since: since.value, failure: '' })
      else setAnswer((known) => ({ ...known, failure: past.ok ? '' : past.error.message }))
    }
    void run()
    const timer = setInterval(run, MINUTE)
    return () => {
      ended = true
      clearInterval(timer)
    }
  }, [windowEnd, pastMs, tag, epoch, transport, store])
  return answer
}
