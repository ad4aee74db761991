import type { AlarmKind } from '../../../domain/alarms/alarm.ts'

/** What a kind of alarm watches, and what its limits are of. */
interface RuleDescription {
  /** The value that is compared with the limits. */
  readonly watches: string
  readonly unit: string
  /** The limits that mean something for it. */
  readonly limits: readonly ('low' | 'high')[]
}

export const RULE_DESCRIPTIONS: Readonly<Record<AlarmKind, RuleDescription>> = {
  demandOverTarget: {
    watches: 'The demand that the running interval will end at if nothing changes, as a share of its target.',
    unit: '%',
    limits: ['high'],
  },
  lowPowerFactor: { watches: 'The power factor.', unit: '', limits: ['low'] },
  silentMeter: { watches: 'How long a meter has sent nothing; one alarm for each meter.', unit: 's', limits: ['high'] },
  frequencyOutOfRange: {
    watches: 'How far the frequency lies from its nominal 50 or 60 Hz; below it is negative.',
    unit: 'Hz',
    limits: ['low', 'high'],
  },
  temperatureOutOfRange: { watches: 'The outdoor temperature.', unit: '°C', limits: ['low', 'high'] },
  loadAnomaly: {
    watches: 'How far the load lies from what was expected, measured in halves of its P10–P90 band.',
    unit: 'half-bands',
    limits: ['high'],
  },
  diskFull: { watches: 'The share of the disk that is free.', unit: '%', limits: ['low'] },
}
