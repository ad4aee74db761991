import type { CallHandlers, CallParts } from './handler-types.ts'

/** Calls about alerts. */
type AlertCalls = Pick<CallHandlers, 'alerts' | 'acceptPlan' | 'markShed'>

export function alertCalls({ keeper }: CallParts): AlertCalls {
  const desk = () => keeper.session().watch.alerts
  return {
    alerts: () => desk().alerts(),
    acceptPlan: ({ id }) => desk().accept(id),
    markShed: ({ id, load, shed }) => desk().mark(id, load, shed),
  }
}
