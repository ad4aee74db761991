import { expect, test } from 'vitest'
import { DEFAULT_ALARM_RULES } from '../domain/alarms/alarm.ts'
import { demandCalls } from './calls/demand.ts'
import { AlarmRuleSchema } from './schemas/alerts.ts'
import { TariffSchema } from './schemas/tariff.ts'

const rule = DEFAULT_ALARM_RULES.temperatureOutOfRange
const tariff = (parts: object) => ({ name: 'Works', currency: 'EUR', ...parts })
const charge = (basis: object) => tariff({ demandCharges: [{ id: 'any', name: 'Any time', basis, pricePerKw: 10 }] })
const { shelveAlarm, demand } = demandCalls

test.each([
  [AlarmRuleSchema, { ...rule, onDelaySeconds: 4000 }, 'onDelaySeconds', 'an hour at the most'],
  [AlarmRuleSchema, { ...rule, offDelaySeconds: -1 }, 'offDelaySeconds', '0 seconds or more'],
  [AlarmRuleSchema, { ...rule, deadband: -1 }, 'deadband', '0 or more'],
  [shelveAlarm.input, { id: 'diskFull', minutes: 0, reason: 'Mended' }, 'minutes', 'a minute at the least'],
  [shelveAlarm.input, { id: 'diskFull', minutes: 0.5, reason: 'Mended' }, 'minutes', 'whole minutes'],
  [shelveAlarm.input, { id: 'diskFull', minutes: 5 }, 'reason', 'Say why'],
  [shelveAlarm.input, { id: 'diskFull', minutes: 5, reason: 'x'.repeat(201) }, 'reason', '200 characters'],
  [demand.input, { to: 0 }, 'from', 'Expected epoch milliseconds'],
  [TariffSchema, charge({ kind: 'ratchet', share: 80 }), 'demandCharges.0.basis.share', 'like 0.8 for 80 %'],
  [TariffSchema, tariff({ powerFactor: { kind: 'correction', target: 95 } }), 'powerFactor.target', 'like 0.95'],
])('input without a meaning is refused with a sentence on what is accepted (%#)', (schema, input, field, sentence) => {
  const [issue] = schema.safeParse(input).error?.issues ?? []
  expect(issue?.path.join('.')).toBe(field)
  expect(issue?.message).toContain(sentence)
})
