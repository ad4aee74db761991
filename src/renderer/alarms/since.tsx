import { formatDuration } from '../../domain/format/durations.ts'
import { DAY } from '../../domain/time/time.ts'
import { formatMoment, formatTime } from '../format/times.ts'
import { useClock, useEngine } from '../page/page-context.ts'

/** Since when, and for how long, by the engine’s clock, as all of an alarm’s times: «14:02:10 · 5 min 22 s». */
export function Since({ at }: { readonly at: number }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const text = useClock((now) => {
    const length = Math.max(0, now - at)
    const since = length < DAY / 2 ? formatTime(at, zone, 'seconds') : formatMoment(at, zone)
    return `${since} · ${formatDuration(length, true)}`
  })
  return <span className="since">{text}</span>
}
