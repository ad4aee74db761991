import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { Sample } from '../../domain/telemetry/sample.ts'
import { type AlarmService, type AlarmServiceContext, openAlarmService } from '../alarms/alarm-service.ts'
import { type DemandMonitor, type DemandMonitorContext, openDemandMonitor } from '../demand/demand-monitor.ts'
import {
  openPeakAlertService,
  type PeakAlertService,
  type PeakAlertServiceContext,
} from '../peak-alerts/peak-alert-service.ts'

/** What those who watch need of their session. */
export type SessionMonitorsContext = DemandMonitorContext &
  Omit<AlarmServiceContext, 'demand'> &
  Pick<PeakAlertServiceContext, 'store' | 'tags'>

/** Those who watch the plant as long as a session lasts: its demand, what lies ahead, and what must be acted on now. */
export interface SessionMonitors {
  readonly demand: DemandMonitor
  readonly peakAlerts: PeakAlertService
  readonly alarms: AlarmService
  /** Samples as they come in, live ones or a past that the source hands over. */
  onSamples(samples: readonly Sample[], past: boolean): void
  /** A forecast was made. */
  onForecast(forecast: Forecast): void
  /** Other settings are in force, and the session goes on. */
  onSettingsChanged(): void
  close(): Promise<void>
}

/** Opens them, each on those before it. */
export async function openSessionMonitors(parts: SessionMonitorsContext): Promise<SessionMonitors> {
  const demand = await openDemandMonitor(parts)
  const peakAlerts = await openPeakAlertService({ ...parts, demand })
  const alarms = await openAlarmService({ ...parts, demand })
  demand.onIntervalClosed((interval) => peakAlerts.onIntervalClosed(interval))
  return {
    demand,
    peakAlerts,
    alarms,
    onSamples(samples, past) {
      if (past) return demand.onPastSamples(samples)
      demand.onSamples(samples)
      alarms.onSamples(samples)
    },
    onForecast(forecast) {
      if (forecast.horizon === 'nextDay') peakAlerts.onForecast(forecast)
      else alarms.onForecast(forecast)
    },
    onSettingsChanged() {
      demand.onSettingsChanged()
      peakAlerts.onSettingsChanged()
      alarms.onSettingsChanged()
    },
    async close() {
      await alarms.close()
      await peakAlerts.close()
      await demand.close()
    },
  }
}
