import { TariffSchema } from '../contract/tariff.ts'
import { DAY } from '../domain/time.ts'
import type { CallHandlers, CallParts } from './calls.ts'
import { demandOrder } from './demand-order.ts'
import { EngineError } from './engine-error.ts'
import { readTariff } from './tariff/read-tariff.ts'

/** Calls about demand, and what it costs. */
type DemandCalls = Pick<CallHandlers, 'demandNow' | 'demand' | 'bill' | 'readTariff'>

/** Longest span of intervals that one answer holds. */
const MOST_DAYS = 400

export function demandCalls({ keeper }: CallParts): DemandCalls {
  const watch = () => keeper.session().watch
  return {
    demandNow() {
      const { demand, alerts } = watch()
      return { running: demand.running(), standing: demand.standing(), ahead: alerts?.ahead() ?? null }
    },
    demand({ from, to }) {
      const span = demandOrder(from, to)
      if (to - from > MOST_DAYS * DAY) throw new EngineError('invalid', `Ask for ${MOST_DAYS} days at a time.`, 'to')
      return watch().demand.intervals(span)
    },
    bill: ({ month }) => watch().demand.bill(month),
    readTariff({ fileName, text }) {
      const { tariff, notes } = readTariff(fileName, text)
      return { tariff: TariffSchema.parse(tariff), notes }
    },
  }
}
