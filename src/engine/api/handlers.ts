import { alarmCalls } from './alarms.ts'
import { alertCalls } from './alerts.ts'
import { demandCalls } from './demand.ts'
import { forecastCalls } from './forecasts.ts'
import type { CallHandlers, CallParts } from './handler-types.ts'
import { modelCalls } from './models.ts'
import { plantCalls } from './plant.ts'
import { reportCalls } from './report.ts'

/** @throws EngineError from a handler, for what the caller can mend. */
export function createCallHandlers(parts: CallParts): CallHandlers {
  return {
    ...plantCalls(parts),
    ...forecastCalls(parts),
    ...modelCalls(parts),
    ...demandCalls(parts),
    ...alertCalls(parts),
    ...alarmCalls(parts),
    ...reportCalls(parts),
  }
}
