import type { Snapshot } from '../../contract/api.ts'
import type { EventHub } from '../runtime/event-hub.ts'
import { redactSecrets } from '../settings/settings-file.ts'
import type { CallContext } from './handler-types.ts'

/** From now on publishes a snapshot whenever tags, ranges, settings or the session change, while there are subscribers. */
export function publishSnapshotsOnChange(
  context: CallContext,
  hub: EventHub,
  onFailure: (doing: string, error: unknown) => void,
): void {
  context.currentSession.changed.subscribe(() => {
    if (hub.subscriberCount === 0) return
    context.status.read().then(
      () => hub.publish(createSnapshot(context)),
      (error: unknown) => onFailure('The status', error),
    )
  })
}

/** All that an interface shows at first, with the engine's status as it was read last. */
export function createSnapshot({ currentSession, models, clock, status }: CallContext): Snapshot {
  const session = currentSession.session()
  return {
    kind: 'snapshot',
    sentAt: clock.now(),
    plantTime: session.plantTime(),
    settings: redactSecrets(currentSession.settings()),
    tags: [...session.tags()],
    ranges: { ...session.ranges() },
    latest: Object.fromEntries(session.writeQueue.latest),
    recent: Object.fromEntries(
      session
        .tags()
        .map(({ id }) => [id, session.writeQueue.recent(id).map(([at, value]): [number, number] => [at, value])]),
    ),
    connection: session.connection(),
    forecasts: { nextHour: session.forecasts.nextHour.latest(), nextDay: session.forecasts.nextDay.latest() },
    skill: session.skill(),
    training: models.training.state(),
    outlook: session.gridDependency(),
    demand: session.monitors.demand.runningDemand(),
    standing: session.monitors.demand.standing(),
    ahead: session.monitors.peakAlerts.dayAhead(),
    alerts: session.monitors.peakAlerts.alerts(),
    alarms: [...session.monitors.alarms.alarms()],
    engine: status.latest(),
  }
}
