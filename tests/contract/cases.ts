import { alarmCases } from './cases/alarms.ts'
import { callCases } from './cases/calls.ts'
import { demandCases } from './cases/demand.ts'
import { forecastCases } from './cases/forecasts.ts'
import { historyCases } from './cases/history.ts'
import { modelCases } from './cases/models.ts'
import { peakAlertCases } from './cases/peak-alerts.ts'
import { plantCases } from './cases/plant.ts'
import { settingsCases } from './cases/settings.ts'
import { subscriptionCases } from './cases/subscriptions.ts'
import { tariffAndBillCases } from './cases/tariff-and-bill.ts'
import type { ContractCase } from './contract-case.ts'

/** All that the contract promises, by matter: the same over HTTP and over Electron's IPC. */
export const contractCases: readonly ContractCase[] = [
  ...callCases,
  ...subscriptionCases,
  ...historyCases,
  ...forecastCases,
  ...demandCases,
  ...tariffAndBillCases,
  ...peakAlertCases,
  ...alarmCases,
  ...modelCases,
  ...plantCases,
  ...settingsCases,
]
