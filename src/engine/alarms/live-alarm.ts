import type { Alarm, AlarmChange, AlarmEntry, AlarmKind, AlarmRule } from '../../domain/alarms/alarm.ts'
import {
  ACTIVE,
  type AlarmCondition,
  type AlarmLimits,
  CLEAR,
  evaluateCondition,
  findViolatedLimit,
  isActive,
} from '../../domain/alarms/alarm-condition.ts'
import {
  type AlarmEvent,
  type AlarmStatus,
  createNormalStatus,
  findAlarmChange,
  nextAlarmStatus,
} from '../../domain/alarms/alarm-state-machine.ts'
import type { AlarmReading } from './plant-snapshot.ts'

/** Who made a change: EcoPulse by itself, or the operator. */
export const SYSTEM = 'EcoPulse'
export const OPERATOR = 'operator'

/** What is judged: a kind of alarm, of one tag or of the plant. */
export interface AlarmSubject {
  readonly kind: AlarmKind
  readonly tag: string | null
}

export const alarmId = ({ kind, tag }: AlarmSubject): string => (tag === null ? kind : `${kind}:${tag}`)

/**
 * Suppression changes by the minute, not by the second: a value that hovers about its limit must not fill the audit
 * trail.
 */
const SUPPRESSION_LIMITS: AlarmLimits = { low: null, high: 0, deadband: 0, onDelaySeconds: 60, offDelaySeconds: 60 }

interface AlarmText extends Pick<Alarm, 'advice' | 'value' | 'limit' | 'unit'> {
  /** Made when it is read: most are never read. */
  readonly message: () => string
}

/**
 * One alarm: its state follows its readings and what the operator does. Its methods answer the entries of the audit
 * trail.
 */
export class LiveAlarm {
  readonly id: string
  readonly #subject: AlarmSubject
  #machineState: AlarmStatus
  /** The state when `popChange` was last called. */
  #reportedState: AlarmStatus
  #condition: AlarmCondition
  #suppression: AlarmCondition
  #priority: Alarm['priority']
  #text: AlarmText
  /** What was read last while the condition was active: its text once it has returned. */
  #lastRaised: { readonly reading: AlarmReading; readonly limit: number | null } | null = null

  /** An alarm as it was stored, or a new one. */
  constructor(subject: AlarmSubject, kept: Alarm | null, rule: Pick<AlarmRule, 'priority'>, now: number) {
    this.id = alarmId(subject)
    this.#subject = subject
    this.#machineState = kept === null ? createNormalStatus(now) : restoreState(kept)
    this.#reportedState = this.#machineState
    this.#condition = this.#machineState.activeSince === null ? CLEAR : ACTIVE
    this.#suppression = this.#machineState.state === 'suppressed' ? ACTIVE : CLEAR
    this.#priority = kept?.priority ?? rule.priority
    this.#text =
      kept === null
        ? { message: () => '', advice: '', value: null, limit: null, unit: '' }
        : { ...kept, message: () => kept.message }
  }

  /** Whether it means nothing by design, on the shelf as well. */
  get isSuppressed(): boolean {
    return isActive(this.#suppression)
  }

  get kind(): AlarmKind {
    return this.#subject.kind
  }

  get state(): Alarm['state'] {
    return this.#machineState.state
  }

  get message(): string {
    return this.#text.message()
  }

  toAlarm(): Alarm {
    const { state, since, activeSince, shelf } = this.#machineState
    const { message, advice, value, limit, unit } = this.#text
    const { kind, tag } = this.#subject
    const text = { message: message(), advice, value: roundValue(value), limit, unit }
    return { id: this.id, kind, tag, priority: this.#priority, state, since, activeSince, ...text, shelf }
  }

  /** Judges what was read at `now`. */
  evaluate(reading: AlarmReading, rule: AlarmRule, now: number): AlarmEntry[] {
    this.#priority = rule.priority
    const limits = reading.limits ?? rule
    const entries = this.applyEvent({ kind: 'tick' }, SYSTEM, now)
    this.#suppression = evaluateCondition(
      this.#suppression,
      reading.suppressed === null ? 0 : 1,
      SUPPRESSION_LIMITS,
      now,
    )
    const suppressed = isActive(this.#suppression)
    // What means nothing is not judged either: it is judged anew, with its whole delay, once it means something again.
    this.#condition = suppressed
      ? CLEAR
      : evaluateCondition(this.#condition, reading.value, this.#withAllowance(reading, limits), now)
    this.#updateText(reading, limits, suppressed)
    const events: AlarmEvent['kind'][] = suppressed
      ? ['suppress', 'return']
      : ['unsuppress', isActive(this.#condition) ? 'raise' : 'return']
    for (const kind of events) entries.push(...this.applyEvent({ kind } as AlarmEvent, SYSTEM, now))
    return entries
  }

  /** Applies an event; the answer is empty where it changes nothing that is worth an entry. */
  applyEvent(event: AlarmEvent, by: string, now: number): AlarmEntry[] {
    const before = this.#machineState
    this.#machineState = nextAlarmStatus(before, event, now)
    const change = findAlarmChange(before, event, this.#machineState)
    if (change === null) return []
    return [this.#createEntry(change, by, event.kind === 'tick' ? this.#machineState.since : now)]
  }

  /** It is judged no longer, and why. */
  retire(why: string, now: number): AlarmEntry[] {
    this.#text = { ...this.#text, message: () => why, advice: '' }
    return this.applyEvent({ kind: 'clear' }, SYSTEM, now)
  }

  /** The alarm, where its state has changed since this was last called; else null. */
  popChange(): Alarm | null {
    if (this.#reportedState === this.#machineState) return null
    this.#reportedState = this.#machineState
    return this.toAlarm()
  }

  /** The limits that raise it; those that end it are the limits themselves. */
  #withAllowance({ allowance = 0 }: AlarmReading, limits: AlarmLimits): AlarmLimits {
    if (isActive(this.#condition) || allowance === 0) return limits
    const { low, high } = limits
    return { ...limits, low: low === null ? null : low - allowance, high: high === null ? null : high + allowance }
  }

  #createEntry(change: AlarmChange, by: string, at: number): AlarmEntry {
    const value = roundValue(this.#text.value)
    const { message } = this
    const { state, shelf } = this.#machineState
    const reason = change === 'shelved' ? (shelf?.reason ?? null) : null
    return { at, alarm: this.id, priority: this.#priority, change, state, by, value, message, reason }
  }

  /** Makes the text for what was read. An alarm that has returned keeps the text that it had, in the past tense. */
  #updateText(reading: AlarmReading, limits: AlarmLimits, suppressed: boolean): void {
    const { value, unit, advice } = reading
    const { state } = this.#machineState
    const usual = limits.high ?? limits.low
    if (suppressed) {
      const message = () => reading.suppressed ?? 'Judged again within a minute.'
      this.#lastRaised = null
      this.#text = { value, unit, limit: usual, advice: '', message }
    } else if (isActive(this.#condition)) {
      if (value === null) return
      const limit = findViolatedLimit(value, limits)
      if (limit !== null) this.#lastRaised = { reading, limit }
      const message = () =>
        limit === null
          ? `${reading.describe(null, 'is')} That is not yet well within its limit.`
          : reading.describe(limit, 'is')
      this.#text = { value, unit, limit: limit ?? this.#text.limit ?? usual, advice, message }
    } else if (state === 'activeUnacknowledged' && this.#lastRaised !== null) {
      const { reading: raised, limit } = this.#lastRaised
      this.#text = { ...this.#text, value, message: () => raised.describe(limit, 'was') }
    } else if (state !== 'activeUnacknowledged' && state !== 'returnedUnacknowledged') {
      this.#lastRaised = null
      this.#text = { value, unit, limit: usual, advice: '', message: () => reading.describe(null, 'is') }
    }
  }
}

/** To six digits: beyond, a value holds the noise of arithmetic alone. */
function roundValue(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6))
}

/** The machine's state of an alarm as it was stored. What is impossible counts as normal. */
function restoreState({ state, since, activeSince, shelf }: Alarm): AlarmStatus {
  if (state === 'shelved' && shelf !== null) return { state, since, activeSince, shelf }
  if (state === 'suppressed') return { state, since, activeSince, shelf: null }
  if (state === 'returnedUnacknowledged') return { state, since, activeSince: null, shelf: null }
  const active = state === 'activeUnacknowledged' || state === 'activeAcknowledged'
  return active && activeSince !== null ? { state, since, activeSince, shelf: null } : createNormalStatus(since)
}
