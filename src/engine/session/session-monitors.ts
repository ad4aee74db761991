import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { type AlarmDesk, type AlarmDeskParts, openAlarmDesk } from '../alarms/alarm-service.ts'
import { type DemandWatch, type DemandWatchParts, openDemandWatch } from '../demand/demand-monitor.ts'
import { type AlertDesk, type AlertDeskParts, openAlertDesk } from '../peak-alerts/peak-alert-service.ts'

/** What those who watch need of their session. */
export type SessionWatchParts = DemandWatchParts &
  Omit<AlarmDeskParts, 'demand'> &
  Pick<AlertDeskParts, 'store' | 'tags'>

/** Those who watch the plant as long as a session lasts: its demand, what lies ahead, and what must be acted on now. */
export interface SessionWatch {
  readonly demand: DemandWatch
  readonly alerts: AlertDesk
  readonly alarms: AlarmDesk
  /** Samples as they come in, live ones or a past that the source hands over. */
  take(samples: readonly Sample[], past: boolean): void
  /** A forecast was made. */
  foresee(forecast: Forecast): void
  /** Other settings are in force, and the session goes on. */
  settingsChanged(): void
  close(): Promise<void>
}

/** Opens them, each on those before it. */
export async function openSessionWatch(parts: SessionWatchParts): Promise<SessionWatch> {
  const demand = await openDemandWatch(parts)
  const alerts = await openAlertDesk({ ...parts, demand })
  const alarms = await openAlarmDesk({ ...parts, demand })
  demand.onInterval((interval) => alerts.came(interval))
  return {
    demand,
    alerts,
    alarms,
    take(samples, past) {
      if (past) return demand.takePast(samples)
      demand.take(samples)
      alarms.take(samples)
    },
    foresee(forecast) {
      if (forecast.horizon === 'nextDay') alerts.foresee(forecast)
      else alarms.foresee(forecast)
    },
    settingsChanged() {
      demand.settingsChanged()
      alerts.settingsChanged()
      alarms.settingsChanged()
    },
    async close() {
      await alarms.close()
      await alerts.close()
      await demand.close()
    },
  }
}
