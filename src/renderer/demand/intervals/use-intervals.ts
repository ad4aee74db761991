import { useState } from 'react'
import type { Interval } from '../../../domain/time/time.ts'
import { QUARTER_HOUR } from '../../../domain/time/time.ts'
import { useEngine } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'

/** How often the standing has changed since the view was opened: it does so after each interval. */
export function useStandingRevision(): number {
  const standing = useEngine((state) => state.standing)
  const [seen, setSeen] = useState({ standing, changes: 0 })
  if (seen.standing === standing) return seen.changes
  setSeen({ standing, changes: seen.changes + 1 })
  return seen.changes + 1
}

/** The demand of a span's intervals, anew after each one that closes. */
export function useIntervals({ start, end }: Interval) {
  const changes = useStandingRevision()
  const quarterHour = usePlantTime(QUARTER_HOUR)
  return useAnswer('demand', `${start} ${end} ${changes} ${quarterHour}`, { from: start, to: end })
}
