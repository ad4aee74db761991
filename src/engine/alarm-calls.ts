import type { CallHandlers, CallParts } from './calls.ts'
import { demandOrder } from './demand-order.ts'
import { EngineError } from './engine-error.ts'

/** Calls about alarms. */
type AlarmCalls = Pick<CallHandlers, 'alarms' | 'alarmEntries' | 'acknowledgeAlarms' | 'shelveAlarm' | 'unshelveAlarm'>

export function alarmCalls({ keeper }: CallParts): AlarmCalls {
  const desk = () => {
    const { alarms } = keeper.session().watch
    if (alarms === null) throw new EngineError('unavailable', 'There are no alarms yet.')
    return alarms
  }
  return {
    alarms: () => ({ alarms: [...desk().alarms()], figures: desk().figures() }),
    alarmEntries: ({ from, to }) => desk().entries(demandOrder(from, to)),
    acknowledgeAlarms: ({ ids }) => [...desk().acknowledge(ids)],
    shelveAlarm: ({ id, minutes, reason }) => [...desk().shelve(id, minutes, reason)],
    unshelveAlarm: ({ id }) => [...desk().unshelve(id)],
  }
}
