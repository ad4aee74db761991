import { formatDuration } from '../../domain/format/durations.ts'
import { formatTime, formatZoneName } from '../format/times.ts'
import { useClock, useEngine } from '../page/page-context.ts'
import { plantTimeAt } from '../state/clock.ts'
import { ConnectionControl } from './connection-control.tsx'

export function Header() {
  const site = useEngine((state) => state.settings?.site.name)
  return (
    <header className="header">
      <h1 className="brand">EcoPulse</h1>
      <span className="site">{site ?? ' '}</span>
      <PlantClock />
      <ClockOffset />
      <ConnectionControl />
    </header>
  )
}

/** The plant's time in the site's zone; the year where it is another one than the engine's. */
function PlantClock() {
  const zone = useEngine((state) => state.settings?.site.zone)
  const plantTime = useEngine((state) => state.plantTime)
  const runs = useEngine((state) => state.plantTimeRuns)
  const text = useClock((now) => {
    if (zone === undefined) return ''
    const at = plantTimeAt({ plantTime, plantTimeRuns: runs }, now)
    const year = formatTime(at, zone, 'year')
    const past = year === formatTime(now, zone, 'year') ? '' : ` ${year}`
    const moment = `${formatTime(at, zone, 'day')}${past} ${formatTime(at, zone, 'seconds')}`
    return `${moment} ${formatZoneName(at, zone)}`
  })
  return <span className="plant-clock">{text === '' ? ' ' : text}</span>
}

/** A plant's clock that is off is shown, not corrected. Recordings and fast simulators are off on purpose. */
function ClockOffset() {
  const offset = useEngine(({ engine }) => (engine?.source.kind === 'plant' ? engine.source.clockOffsetMs : null))
  if (offset === null) return null
  const size = formatDuration(Math.abs(offset), true)
  return <span className="clock-offset">{`Plant’s clock is ${size} ${offset > 0 ? 'ahead' : 'behind'}`}</span>
}
