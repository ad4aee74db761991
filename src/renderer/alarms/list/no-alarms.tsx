import { useEffect } from 'react'
import { requestedAlarm } from '../../alarm-feed/requested-alarm.ts'
import { useEngine } from '../../page/page-context.ts'
import { useAlarms } from '../use-alarms.ts'

/** A calm line, which also shows where nothing can be known. */
export function NoAlarms() {
  const live = useEngine(({ connection }) => connection.kind === 'live')
  const aside = useAlarms(({ alarms }) => alarms.some(({ state }) => state === 'shelved' || state === 'suppressed'))
  // A requested alarm is over: it must not take the focus when it is raised again.
  useEffect(() => requestedAlarm.setState({ id: null }), [])
  return (
    <p className="no-alarms">
      <strong>No alarms</strong>
      {!live && <span>Nothing is read from the plant now, so its values can’t be judged.</span>}
      {live && aside && <span>Beside what is put aside below, all that is watched is within its limits.</span>}
      {live && !aside && <span>All that is watched is within its limits.</span>}
    </p>
  )
}
