import type { CallContext, CallHandlers } from './handler-types.ts'

/** Calls about alerts. */
type PeakAlertHandlers = Pick<CallHandlers, 'alerts' | 'acceptPlan' | 'markShed'>

export function createPeakAlertHandlers({ currentSession }: CallContext): PeakAlertHandlers {
  const service = () => currentSession.session().monitors.peakAlerts
  return {
    alerts: () => service().alerts(),
    acceptPlan: ({ id }) => service().acceptPlan(id),
    markShed: ({ id, load, shed }) => service().markShed(id, load, shed),
  }
}
