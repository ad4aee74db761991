import type { Alarm, AlarmEntry, AlarmFigures } from '../../../src/domain/alarms/alarm.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/time/time.ts'

/** An alarm of its own making; active and not acknowledged unless it is changed. */
export function alarmAt(at: number, changes: Partial<Alarm> & Pick<Alarm, 'id'>): Alarm {
  return {
    kind: 'silentMeter',
    tag: null,
    priority: 'medium',
    state: 'activeUnacknowledged',
    since: at,
    activeSince: at,
    message: `Something is wrong: ${changes.id}.`,
    advice: 'Look after it.',
    value: null,
    limit: null,
    unit: '',
    shelf: null,
    ...changes,
  }
}

/** Alarms in every state, as they might stand together. */
export function alarmsAt(at: number): Alarm[] {
  return [
    alarmAt(at - 95 * SECOND, {
      id: 'demandOverTarget',
      kind: 'demandOverTarget',
      priority: 'high',
      message: 'The running interval will end at 1,243 kW, over its target of 1,180 kW.',
      advice: 'Shed 60 kW or more until 14:15, or shift a start into the next interval.',
      value: 105.3,
      limit: 100,
      unit: '%',
    }),
    alarmAt(at - 11 * MINUTE, {
      id: 'silentMeter:furnace',
      tag: 'furnace',
      message: 'Furnace has sent nothing for 11 min.',
      advice: 'Check the meter and its gateway. What it measures is unknown until it sends again.',
      value: 660,
      limit: 60,
      unit: 's',
    }),
    alarmAt(at - 3 * HOUR, {
      id: 'frequencyOutOfRange',
      kind: 'frequencyOutOfRange',
      state: 'returnedUnacknowledged',
      since: at - 2.9 * HOUR,
      activeSince: null,
      message: 'The grid’s frequency was 0.53 Hz below 50 Hz.',
      advice: 'Expect the grid to be unsteady; hold back large starts.',
      value: -0.02,
      limit: -0.5,
      unit: 'Hz',
    }),
    alarmAt(at - 26 * HOUR, {
      id: 'lowPowerFactor',
      kind: 'lowPowerFactor',
      priority: 'low',
      state: 'activeAcknowledged',
      message: 'The power factor is 0.82, below 0.85.',
      advice: 'See whether the compensation is switched on.',
      value: 0.82,
      limit: 0.85,
    }),
    alarmAt(at - 2 * HOUR, {
      id: 'temperatureOutOfRange',
      kind: 'temperatureOutOfRange',
      priority: 'low',
      state: 'shelved',
      since: at - 38 * MINUTE,
      message: 'The outdoor temperature is −21.5 °C, below −20 °C.',
      advice: 'Look after what freezes.',
      value: -21.5,
      limit: -20,
      unit: '°C',
      shelf: { until: at + 22 * MINUTE, reason: 'The sensor lies in the draught of the chiller until it is moved' },
    }),
    alarmAt(at - 11 * MINUTE, {
      id: 'loadAnomaly',
      kind: 'loadAnomaly',
      priority: 'low',
      state: 'suppressed',
      message: 'The load is unusual: 4.6 half-widths of its band from what was expected.',
      advice: 'A silent meter explains it.',
      value: 4.6,
      limit: 4,
    }),
    alarmAt(at - 5 * DAY, {
      id: 'diskFull',
      kind: 'diskFull',
      state: 'normal',
      activeSince: null,
      value: 61,
      limit: 5,
      unit: '%',
    }),
  ]
}

/** A made-up trail that goes back ten days, newest first. */
export function entriesAt(from: number, to: number, now: number): AlarmEntry[] {
  const entries: AlarmEntry[] = []
  for (let index = 0; ; index += 1) {
    const at = now - 4 * MINUTE - index * 37 * MINUTE
    if (at < from || at < now - 10 * DAY) break
    if (at < to) entries.push(entryAt(at, index))
  }
  return entries.slice(0, 1_000)
}

function entryAt(at: number, index: number): AlarmEntry {
  const common = { at, alarm: 'silentMeter:furnace', priority: 'medium', value: 660, reason: null } as const
  const message = 'Furnace has sent nothing for 11 min.'
  switch (index % 4) {
    case 0:
      return {
        ...common,
        change: 'shelved',
        state: 'shelved',
        by: 'operator',
        message,
        reason: 'Meter is being changed, "until noon"',
      }
    case 1:
      return { ...common, change: 'acknowledged', state: 'activeAcknowledged', by: 'operator', message }
    case 2:
      return { ...common, change: 'raised', state: 'activeUnacknowledged', by: 'EcoPulse', message }
    default:
      return {
        ...{ ...common, alarm: 'demandOverTarget', priority: 'high', value: 99 },
        ...{ change: 'returned', state: 'returnedUnacknowledged', by: 'EcoPulse' },
        message: 'The running interval will end at 1,168 kW, within its target of 1,180 kW.',
      }
  }
}

export const FIGURES: AlarmFigures = {
  lastTenMinutes: 2,
  perTenMinutes: 0.41,
  floodShare: 0.014,
  topTen: [
    { alarm: 'silentMeter:furnace', count: 148 },
    { alarm: 'lowPowerFactor', count: 61 },
    { alarm: 'demandOverTarget', count: 12 },
    { alarm: 'frequencyOutOfRange', count: 1 },
  ],
  chattering: ['silentMeter:furnace'],
  stale: ['lowPowerFactor'],
  priorities: { low: 0.78, medium: 0.17, high: 0.05 },
}
