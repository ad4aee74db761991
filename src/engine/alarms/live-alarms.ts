import { ALARM_KINDS, type Alarm, type AlarmEntry, DEFAULT_ALARM_RULES } from '../../domain/alarms/alarm.ts'
import { EngineError } from '../runtime/engine-error.ts'
import { ALARM_KIND_DEFINITIONS } from './kinds/all-kinds.ts'
import { type AlarmSubject, alarmId, LiveAlarm } from './live-alarm.ts'
import type { PlantSnapshot } from './plant-snapshot.ts'

/** All alarms that are judged, by id. */
export class LiveAlarms {
  readonly #alarms = new Map<string, LiveAlarm>()
  /** Changed, and judged no longer. */
  #retired: Alarm[] = []

  /** @param kept Alarms from earlier: they go on from the state that they had. */
  constructor(kept: readonly Alarm[]) {
    for (const alarm of kept) {
      this.#alarms.set(alarm.id, new LiveAlarm(alarm, alarm, DEFAULT_ALARM_RULES[alarm.kind], alarm.since))
    }
  }

  /** Judges every alarm by the plant as it is now; answers the new entries of the audit trail. */
  evaluate(plant: PlantSnapshot): AlarmEntry[] {
    const entries: AlarmEntry[] = []
    const observed = new Set<string>()
    for (const kind of ALARM_KINDS) {
      const rule = plant.rules[kind]
      if (!rule.enabled) continue
      const definition = ALARM_KIND_DEFINITIONS[kind]
      for (const tag of definition.subjects(plant)) {
        const alarm = this.#findOrCreate({ kind, tag }, plant)
        observed.add(alarm.id)
        entries.push(...alarm.evaluate(definition.read(plant, tag, alarm.isSuppressed), rule, plant.now))
      }
    }
    for (const [id, alarm] of this.#alarms) {
      if (!observed.has(id)) entries.push(...this.#retire(alarm, plant))
    }
    return entries
  }

  /** @throws EngineError `not-found` that names the field and lists what there is. */
  get(id: string, field = 'id'): LiveAlarm {
    const alarm = this.#alarms.get(id)
    if (alarm !== undefined) return alarm
    const known = [...this.#alarms.keys()].join(', ') || 'none yet'
    throw new EngineError('not-found', `There is no alarm “${id}”. The alarms are: ${known}.`, field)
  }

  list(): LiveAlarm[] {
    return [...this.#alarms.values()]
  }

  toAlarms(): Alarm[] {
    return this.list().map((alarm) => alarm.toAlarm())
  }

  /** The messages of all that aren't normal, to see whether they have changed. */
  messages(): string {
    let messages = ''
    for (const alarm of this.#alarms.values()) if (alarm.state !== 'normal') messages += `${alarm.message}\n`
    return messages
  }

  /** The alarms that have changed since this was last called. */
  popChanged(): Alarm[] {
    const changed = this.#retired
    this.#retired = []
    for (const alarm of this.#alarms.values()) {
      const change = alarm.popChange()
      if (change !== null) changed.push(change)
    }
    return changed
  }

  #findOrCreate(subject: AlarmSubject, { rules, now }: PlantSnapshot): LiveAlarm {
    const id = alarmId(subject)
    const known = this.#alarms.get(id)
    if (known !== undefined) return known
    const alarm = new LiveAlarm(subject, null, rules[subject.kind], now)
    this.#alarms.set(id, alarm)
    return alarm
  }

  #retire(alarm: LiveAlarm, { rules, now }: PlantSnapshot): AlarmEntry[] {
    const why = rules[alarm.kind].enabled
      ? 'There is nothing to judge it by any more.'
      : 'Switched off in the settings.'
    const entries = alarm.retire(why, now)
    const change = alarm.popChange()
    if (change !== null) this.#retired.push(change)
    this.#alarms.delete(alarm.id)
    return entries
  }
}
