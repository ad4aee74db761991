import { type AlarmService, openAlarmService } from '../alarms/alarm-service.ts'
import type { AlarmInputs } from '../alarms/plant-observer.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { type DemandMonitor, openDemandMonitor } from '../demand/demand-monitor.ts'
import { openPeakAlertService, type PeakAlertService } from '../peak-alerts/peak-alert-service.ts'

/** What watches the plant as long as a session lasts: its demand, peaks ahead, and what must be acted on now. */
export interface SessionMonitors {
  readonly demand: DemandMonitor
  readonly peakAlerts: PeakAlertService
  readonly alarms: AlarmService
  /** Other settings are in force, and the session goes on. */
  onSettingsChanged(): void
  close(): Promise<void>
}

/** Opens them, each on those before it. */
export async function openSessionMonitors(context: PlantContext, alarmInputs: AlarmInputs): Promise<SessionMonitors> {
  const demand = await openDemandMonitor(context)
  const peakAlerts = await openPeakAlertService(context, demand)
  const alarms = await openAlarmService(context, demand, alarmInputs)
  demand.intervalClosed.subscribe((interval) => peakAlerts.onIntervalClosed(interval))
  return {
    demand,
    peakAlerts,
    alarms,
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
