import type { Alarm } from '../../domain/alarms/alarm.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'
import { requireSpan } from './require-span.ts'

/** Calls about alarms. */
type AlarmHandlers = Pick<
  CallHandlers,
  'alarms' | 'alarmEntries' | 'acknowledgeAlarms' | 'shelveAlarm' | 'unshelveAlarm'
>

export function createAlarmHandlers({ currentSession }: CallContext): AlarmHandlers {
  const service = () => currentSession.session().monitors.alarms
  /** Answers once what was done is in the store. */
  const answerWhenStored = async (alarms: readonly Alarm[]) => {
    await service().flush()
    return [...alarms]
  }
  return {
    alarms: () => ({ alarms: [...service().alarms()], figures: service().metrics() }),
    alarmEntries: ({ from, to }) => service().entries(requireSpan(from, to)),
    acknowledgeAlarms: ({ ids }) => answerWhenStored(service().acknowledge(ids)),
    shelveAlarm: ({ id, minutes, reason }) => answerWhenStored(service().shelve(id, minutes, reason)),
    unshelveAlarm: ({ id }) => answerWhenStored(service().unshelve(id)),
  }
}
