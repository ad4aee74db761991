import type { Alarm, AlarmState } from '../../../src/domain/alarms/alarm.ts'
import { MINUTE } from '../../../src/domain/time/time.ts'
import { alarmsAt, FIGURES } from './fixture-alarms.ts'
import { type FixtureEngine, Refusal } from './fixture-engine.ts'

/** Shows `alarms`, now and to whoever subscribes, and answers what is done to them as an engine does. */
export function showAlarms(engine: FixtureEngine, alarms: readonly Alarm[] = alarmsAt(engine.now())): AlarmsShown {
  const usual = engine.snapshot
  let standing = [...alarms]
  engine.snapshot = (at) => ({ ...usual(at), alarms: standing })
  const become = (next: readonly Alarm[]): Alarm[] => {
    standing = [...next]
    engine.send({ kind: 'alarms', alarms: standing })
    return standing
  }
  const change = (id: unknown, to: (alarm: Alarm) => Alarm) => {
    if (!standing.some((alarm) => alarm.id === id))
      throw new Refusal({ code: 'not-found', message: 'There is no such alarm.' })
    return become(standing.map((alarm) => (alarm.id === id ? to(alarm) : alarm)))
  }
  engine.answers.alarms = () => ({ alarms: standing, figures: FIGURES })
  engine.answers.acknowledgeAlarms = ({ ids }) =>
    become(standing.map((alarm) => (!Array.isArray(ids) || ids.includes(alarm.id) ? acknowledged(alarm) : alarm)))
  engine.answers.shelveAlarm = ({ id, minutes, reason }) =>
    change(id, (alarm) => {
      const shelf = { until: engine.now() + Number(minutes) * MINUTE, reason: String(reason) }
      return { ...alarm, state: 'shelved', since: engine.now(), shelf }
    })
  engine.answers.unshelveAlarm = ({ id }) =>
    change(id, (alarm) => ({ ...alarm, state: 'activeUnacknowledged', since: engine.now(), shelf: null }))
  engine.send({ kind: 'alarms', alarms: standing })
  return { become, now: () => standing }
}

interface AlarmsShown {
  become(alarms: readonly Alarm[]): readonly Alarm[]
  now(): readonly Alarm[]
}

const AFTER: Partial<Record<AlarmState, AlarmState>> = {
  activeUnacknowledged: 'activeAcknowledged',
  returnedUnacknowledged: 'normal',
}

function acknowledged(alarm: Alarm): Alarm {
  return { ...alarm, state: AFTER[alarm.state] ?? alarm.state }
}
