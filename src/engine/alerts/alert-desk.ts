import type { Alerts } from '../../contract/alerts.ts'
import type { Alert, DemandAhead } from '../../domain/alert.ts'
import type { DemandInterval } from '../../domain/demand.ts'
import type { Forecast } from '../../domain/forecast.ts'

/** Watches for new billed peaks in the day ahead, and keeps the alerts about them. */
export interface AlertDesk {
  /** The day ahead as the tariff sees it; null while there is no forecast, or no tariff. */
  ahead(): DemandAhead | null
  alerts(): Alerts
  /** A forecast of the next day was made. */
  foresee(forecast: Forecast): void
  /** A demand interval has closed. */
  came(interval: DemandInterval): void
  /** @throws EngineError `not-found` for an alert that there isn't, `invalid` for one without a plan, or that is closed. */
  accept(id: string): Promise<Alert>
  /** @throws EngineError `not-found`, `invalid` for a load that is not in the accepted plan. */
  mark(id: string, load: string, shed: boolean): Promise<Alert>
  close(): Promise<void>
}
