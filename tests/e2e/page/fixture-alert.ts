import type { Alert } from '../../../src/domain/peak-alerts/peak-alert.ts'
import { alertsAt } from './fixture-demand.ts'

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)

/** An alert whose figures are easy to read. */
export function plainAlert(now: number): Alert {
  const [open] = alertsAt(now).open
  if (open === undefined) throw new Error('The fixture has an alert')
  return {
    ...open,
    ...{ span: { start: at('13:15'), end: at('13:30') }, interval: { start: at('13:15'), end: at('13:30') } },
    ...{ demandKw: { p10: 1_150, p50: 1_240, p90: 1_330 }, billedPeakKw: 1_180, chance: 0.71, needKw: 60 },
    ...{ stake: { currency: 'EUR', thisMonth: 840, ratchet: 0 }, shedFrom: at('13:10') },
    plan: {
      steps: [
        { load: 'chiller-2', name: 'Chiller 2', kw: 45, from: at('13:15'), to: at('13:30'), cost: 8 },
        { load: 'chargers', name: 'Chargers', kw: 30, from: at('13:15'), to: at('13:30'), cost: 0 },
      ],
      ...{ shedKw: 75, cost: 8, saves: 832, enough: true, advised: true },
    },
  }
}
