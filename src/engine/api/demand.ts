import { TariffSchema } from '../../contract/schemas/tariff.ts'
import { DAY, MINUTE } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { tariffInForce } from '../settings/in-force.ts'
import { readTariff } from '../tariff-files/read-tariff.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'
import { requireSpan } from './require-span.ts'

/** Calls about demand, and what it costs. */
type DemandHandlers = Pick<CallHandlers, 'demandNow' | 'demand' | 'bill' | 'readTariff'>

/** Longest span of intervals that one answer holds; of windows that slide by a minute it is a month. */
const MAX_DAYS = 400
const MAX_INTERVALS = 45_000

export function createDemandHandlers({ currentSession }: CallContext): DemandHandlers {
  const monitors = () => currentSession.session().monitors
  return {
    demandNow() {
      const { demand, peakAlerts } = monitors()
      return { running: demand.runningDemand(), standing: demand.standing(), ahead: peakAlerts.dayAhead() }
    },
    demand({ from, to }) {
      const span = requireSpan(from, to)
      const stepMinutes =
        tariffInForce(currentSession.settings())?.tariff.demandRule.stepMinutes ?? Number.POSITIVE_INFINITY
      const days = Math.min(MAX_DAYS, Math.floor((MAX_INTERVALS * stepMinutes * MINUTE) / DAY))
      if (to - from > days * DAY) throw new EngineError('invalid', `Ask for ${days} days at a time.`, 'to')
      return monitors().demand.intervals(span)
    },
    bill: ({ month }) => monitors().demand.bill(month),
    readTariff({ fileName, text }) {
      const { tariff, notes } = readTariff(fileName, text)
      return { tariff: TariffSchema.parse(tariff), notes }
    },
  }
}
