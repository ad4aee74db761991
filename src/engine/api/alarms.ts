import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { CallHandlers, CallParts } from './handler-types.ts'
import { demandOrder } from './require-span.ts'

/** Calls about alarms. */
type AlarmCalls = Pick<CallHandlers, 'alarms' | 'alarmEntries' | 'acknowledgeAlarms' | 'shelveAlarm' | 'unshelveAlarm'>

export function alarmCalls({ keeper }: CallParts): AlarmCalls {
  const desk = () => keeper.session().watch.alarms
  /** Answers once what was done is in the store. */
  const kept = async (alarms: readonly Alarm[]) => {
    await desk().settled()
    return [...alarms]
  }
  return {
    alarms: () => ({ alarms: [...desk().alarms()], figures: desk().figures() }),
    alarmEntries: ({ from, to }) => desk().entries(demandOrder(from, to)),
    acknowledgeAlarms: ({ ids }) => kept(desk().acknowledge(ids)),
    shelveAlarm: ({ id, minutes, reason }) => kept(desk().shelve(id, minutes, reason)),
    unshelveAlarm: ({ id }) => kept(desk().unshelve(id)),
  }
}
