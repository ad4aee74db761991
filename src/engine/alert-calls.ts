import type { CallHandlers, CallParts } from './calls.ts'
import { EngineError } from './engine-error.ts'

/** Calls about alerts. */
type AlertCalls = Pick<CallHandlers, 'alerts' | 'acceptPlan' | 'markShed'>

export function alertCalls({ keeper }: CallParts): AlertCalls {
  const desk = () => {
    const { alerts } = keeper.session().watch
    if (alerts === null) throw new EngineError('unavailable', 'There are no alerts yet.')
    return alerts
  }
  return {
    alerts: () => desk().alerts(),
    acceptPlan: ({ id }) => desk().accept(id),
    markShed: ({ id, load, shed }) => desk().mark(id, load, shed),
  }
}
