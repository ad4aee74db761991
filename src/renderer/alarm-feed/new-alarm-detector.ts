import type { Alarm } from '../../domain/alarms/alarm.ts'

/** Finds which of the unacknowledged alarms were raised since the last call. */
export interface NewAlarmDetector {
  /** Those of `unacknowledged` that are new: they weren't among the last ones, or were raised again meanwhile. */
  findNew(unacknowledged: readonly Alarm[]): readonly Alarm[]
}

export function createNewAlarmDetector(): NewAlarmDetector {
  /** By id, since when its condition holds or last held. */
  let known = new Map<string, number | null>()
  return {
    findNew(unacknowledged) {
      const isNew = ({ id, activeSince }: Alarm) =>
        !known.has(id) || (activeSince !== null && known.get(id) !== activeSince)
      const newAlarms = unacknowledged.filter(isNew)
      known = new Map(unacknowledged.map(({ id, activeSince }) => [id, activeSince ?? known.get(id) ?? null]))
      return newAlarms
    },
  }
}
