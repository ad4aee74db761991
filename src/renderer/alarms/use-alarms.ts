import { useState } from 'react'
import { useStore } from 'zustand'
import type { CallInput, CallOutput, CallResult } from '../../contract/api.ts'
import type { ShownAlarms } from '../alarm-feed/alarm-feed.ts'
import { usePage } from '../page/page-context.ts'

/** A part of the alarms as they are shown; draws anew only when that part changes. */
export function useAlarms<T>(select: (shown: ShownAlarms) => T): T {
  return useStore(usePage().alarms, select)
}

type AlarmCall = 'acknowledgeAlarms' | 'shelveAlarm' | 'unshelveAlarm'

/** Changes alarms in the engine. `failure` is why the last call was refused; changes arrive as an event. */
export function useAlarmCalls() {
  const { transport } = usePage()
  const [failure, setFailure] = useState('')
  const ask = async <N extends AlarmCall>(name: N, input: CallInput<N>): Promise<CallResult<CallOutput<N>>> => {
    const outcome = await transport.call(name, input)
    setFailure(outcome.ok ? '' : outcome.error.message)
    return outcome
  }
  return { ask, failure }
}
