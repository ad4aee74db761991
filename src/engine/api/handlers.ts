import { createAlarmHandlers } from './alarms.ts'
import { createDemandHandlers } from './demand.ts'
import { createForecastHandlers } from './forecasts.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'
import { createModelHandlers } from './models.ts'
import { createPeakAlertHandlers } from './peak-alerts.ts'
import { createPlantHandlers } from './plant.ts'
import { createReportHandlers } from './report.ts'

/** @throws EngineError from a handler, for what the caller can mend. */
export function createCallHandlers(context: CallContext): CallHandlers {
  return {
    ...createPlantHandlers(context),
    ...createForecastHandlers(context),
    ...createModelHandlers(context),
    ...createDemandHandlers(context),
    ...createPeakAlertHandlers(context),
    ...createAlarmHandlers(context),
    ...createReportHandlers(context),
  }
}
