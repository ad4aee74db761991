import { useEffect, useState } from 'react'
import { usePage } from '../page/page-context.ts'

/** What is derived from the alarms is fetched anew no sooner than this after the last time, in ms. */
const REFRESH_INTERVAL_MS = 5_000

/** Counts up as alarms change, at most every 5 s. */
export function useAlarmRevision(): number {
  const { alarms } = usePage()
  const [round, setRound] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const unsubscribe = alarms.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = null
        setRound((count) => count + 1)
      }, REFRESH_INTERVAL_MS)
    })
    return () => {
      unsubscribe()
      if (timer !== null) clearTimeout(timer)
    }
  }, [alarms])
  return round
}
