import type { Alarm, AlarmEntry, AlarmFigures } from '../../domain/alarm.ts'
import type { Interval } from '../../domain/time.ts'

/** Watches what an operator must act on now, and keeps the alarms about it with their audit trail. */
export interface AlarmDesk {
  alarms(): readonly Alarm[]
  figures(): AlarmFigures
  /** The audit trail in the span, newest first. */
  entries(span: Interval): Promise<AlarmEntry[]>
  /** Those named, or all that are unacknowledged. @throws EngineError `not-found` for an alarm that there isn't. */
  acknowledge(ids?: readonly string[]): readonly Alarm[]
  /** @throws EngineError `not-found` for an alarm that there isn't. */
  shelve(id: string, minutes: number, reason: string): readonly Alarm[]
  /** @throws EngineError `not-found` for an alarm that there isn't. */
  unshelve(id: string): readonly Alarm[]
  close(): Promise<void>
}
