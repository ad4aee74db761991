import { TariffSchema } from '../../contract/schemas/tariff.ts'
import { DAY, MINUTE } from '../../domain/time/time.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { tariffInForce } from '../settings/in-force.ts'
import { readTariff } from '../tariff-files/read-tariff.ts'
import type { CallHandlers, CallParts } from './handler-types.ts'
import { demandOrder } from './require-span.ts'

/** Calls about demand, and what it costs. */
type DemandCalls = Pick<CallHandlers, 'demandNow' | 'demand' | 'bill' | 'readTariff'>

/** Longest span of intervals that one answer holds; of windows that slide by a minute it is a month. */
const MOST_DAYS = 400
const MOST_INTERVALS = 45_000

export function demandCalls({ keeper }: CallParts): DemandCalls {
  const watch = () => keeper.session().watch
  return {
    demandNow() {
      const { demand, alerts } = watch()
      return { running: demand.running(), standing: demand.standing(), ahead: alerts.ahead() }
    },
    demand({ from, to }) {
      const span = demandOrder(from, to)
      const stepMinutes = tariffInForce(keeper.settings())?.tariff.demandRule.stepMinutes ?? Number.POSITIVE_INFINITY
      const days = Math.min(MOST_DAYS, Math.floor((MOST_INTERVALS * stepMinutes * MINUTE) / DAY))
      if (to - from > days * DAY) throw new EngineError('invalid', `Ask for ${days} days at a time.`, 'to')
      return watch().demand.intervals(span)
    },
    bill: ({ month }) => watch().demand.bill(month),
    readTariff({ fileName, text }) {
      const { tariff, notes } = readTariff(fileName, text)
      return { tariff: TariffSchema.parse(tariff), notes }
    },
  }
}
