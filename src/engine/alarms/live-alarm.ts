import type { Alarm, AlarmChange, AlarmEntry, AlarmKind, AlarmRule } from '../../domain/alarms/alarm.ts'
import {
  type AlarmCondition,
  type AlarmLimits,
  brokenLimit,
  CLEAR,
  judge,
  STANDING,
  stands,
} from '../../domain/alarms/alarm-condition.ts'
import { type AlarmEvent, type AlarmLife, changeMade, next, quiet } from '../../domain/alarms/alarm-state-machine.ts'
import type { Reading } from './plant-snapshot.ts'

/** Who does what nobody did. */
export const NOBODY = 'EcoPulse'
export const OPERATOR = 'operator'

/** What is watched: a kind of alarm, of one tag or of the plant. */
export interface Subject {
  readonly kind: AlarmKind
  readonly tag: string | null
}

export const idOf = ({ kind, tag }: Subject): string => (tag === null ? kind : `${kind}:${tag}`)

/** Suppression comes and goes by the minute, not by the second: what hovers about its limit must not fill the audit trail. */
const SUPPRESSION: AlarmLimits = { low: null, high: 0, deadband: 0, onDelaySeconds: 60, offDelaySeconds: 60 }

interface Words extends Pick<Alarm, 'advice' | 'value' | 'limit' | 'unit'> {
  /** Found when it is asked for: most are read by nobody. */
  readonly message: () => string
}

/** One alarm: judges its readings and lives by them and by the operator. Answers what the audit trail is to say. */
export class WatchedAlarm {
  readonly id: string
  readonly #subject: Subject
  #life: AlarmLife
  /** As it was when its change was last asked for. */
  #seen: AlarmLife
  #condition: AlarmCondition
  #suppression: AlarmCondition
  #priority: Alarm['priority']
  #words: Words
  /** What was read last while the condition stood: what is said once it has returned. */
  #stood: { readonly reading: Reading; readonly limit: number | null } | null = null

  /** An alarm as it was kept, or one that nothing has happened to yet. */
  constructor(subject: Subject, kept: Alarm | null, rule: Pick<AlarmRule, 'priority'>, now: number) {
    this.id = idOf(subject)
    this.#subject = subject
    this.#life = kept === null ? quiet(now) : lifeOf(kept)
    this.#seen = this.#life
    this.#condition = this.#life.activeSince === null ? CLEAR : STANDING
    this.#suppression = this.#life.state === 'suppressed' ? STANDING : CLEAR
    this.#priority = kept?.priority ?? rule.priority
    this.#words =
      kept === null
        ? { message: () => '', advice: '', value: null, limit: null, unit: '' }
        : { ...kept, message: () => kept.message }
  }

  /** Whether it means nothing by design, on the shelf as well. */
  get isSuppressed(): boolean {
    return stands(this.#suppression)
  }

  get kind(): AlarmKind {
    return this.#subject.kind
  }

  get state(): Alarm['state'] {
    return this.#life.state
  }

  get message(): string {
    return this.#words.message()
  }

  alarm(): Alarm {
    const { state, since, activeSince, shelf } = this.#life
    const { message, advice, value, limit, unit } = this.#words
    const { kind, tag } = this.#subject
    const words = { message: message(), advice, value: rounded(value), limit, unit }
    return { id: this.id, kind, tag, priority: this.#priority, state, since, activeSince, ...words, shelf }
  }

  /** Judges what was read at `now`. */
  meet(reading: Reading, rule: AlarmRule, now: number): AlarmEntry[] {
    this.#priority = rule.priority
    const limits = reading.limits ?? rule
    const entries = this.do({ kind: 'tick' }, NOBODY, now)
    this.#suppression = judge(this.#suppression, reading.suppressed === null ? 0 : 1, SUPPRESSION, now)
    const suppressed = stands(this.#suppression)
    // What means nothing is not judged either: it is looked at anew, with its whole delay, once it means something again.
    this.#condition = suppressed ? CLEAR : judge(this.#condition, reading.value, this.#allowing(reading, limits), now)
    this.#speak(reading, limits, suppressed)
    const events: AlarmEvent['kind'][] = suppressed
      ? ['suppress', 'return']
      : ['unsuppress', stands(this.#condition) ? 'raise' : 'return']
    for (const kind of events) entries.push(...this.do({ kind } as AlarmEvent, NOBODY, now))
    return entries
  }

  /** Lets something happen to it; empty where it changes nothing that is worth an entry. */
  do(event: AlarmEvent, by: string, now: number): AlarmEntry[] {
    const before = this.#life
    this.#life = next(before, event, now)
    const change = changeMade(before, event, this.#life)
    if (change === null) return []
    return [this.#entry(change, by, event.kind === 'tick' ? this.#life.since : now)]
  }

  /** It is watched no longer, and why. */
  retire(why: string, now: number): AlarmEntry[] {
    this.#words = { ...this.#words, message: () => why, advice: '' }
    return this.do({ kind: 'clear' }, NOBODY, now)
  }

  /** The alarm, where it lives on otherwise than when this was last asked; else null. */
  takeChange(): Alarm | null {
    if (this.#seen === this.#life) return null
    this.#seen = this.#life
    return this.alarm()
  }

  /** The limits that raise it; those that it must come back within are the limits themselves. */
  #allowing({ allowance = 0 }: Reading, limits: AlarmLimits): AlarmLimits {
    if (stands(this.#condition) || allowance === 0) return limits
    const { low, high } = limits
    return { ...limits, low: low === null ? null : low - allowance, high: high === null ? null : high + allowance }
  }

  #entry(change: AlarmChange, by: string, at: number): AlarmEntry {
    const value = rounded(this.#words.value)
    const { message } = this
    const { state, shelf } = this.#life
    const reason = change === 'shelved' ? (shelf?.reason ?? null) : null
    return { at, alarm: this.id, priority: this.#priority, change, state, by, value, message, reason }
  }

  /** Finds the words for what was read. An alarm that has returned keeps those that it had, in the past. */
  #speak(reading: Reading, limits: AlarmLimits, suppressed: boolean): void {
    const { value, unit, advice } = reading
    const { state } = this.#life
    const usual = limits.high ?? limits.low
    if (suppressed) {
      const message = () => reading.suppressed ?? 'Judged again within a minute.'
      this.#stood = null
      this.#words = { value, unit, limit: usual, advice: '', message }
    } else if (stands(this.#condition)) {
      if (value === null) return
      const limit = brokenLimit(value, limits)
      if (limit !== null) this.#stood = { reading, limit }
      const message = () =>
        limit === null ? `${reading.say(null, 'is')} That is not yet well within its limit.` : reading.say(limit, 'is')
      this.#words = { value, unit, limit: limit ?? this.#words.limit ?? usual, advice, message }
    } else if (state === 'activeUnacknowledged' && this.#stood !== null) {
      const { reading: stood, limit } = this.#stood
      this.#words = { ...this.#words, value, message: () => stood.say(limit, 'was') }
    } else if (state !== 'activeUnacknowledged' && state !== 'returnedUnacknowledged') {
      this.#stood = null
      this.#words = { value, unit, limit: usual, advice: '', message: () => reading.say(null, 'is') }
    }
  }
}

/** To six digits: beyond, a value holds the noise of arithmetic alone. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6))
}

/** The machine's state of an alarm as it was kept. What is impossible counts as normal. */
function lifeOf({ state, since, activeSince, shelf }: Alarm): AlarmLife {
  if (state === 'shelved' && shelf !== null) return { state, since, activeSince, shelf }
  if (state === 'suppressed') return { state, since, activeSince, shelf: null }
  if (state === 'returnedUnacknowledged') return { state, since, activeSince: null, shelf: null }
  const active = state === 'activeUnacknowledged' || state === 'activeAcknowledged'
  return active && activeSince !== null ? { state, since, activeSince, shelf: null } : quiet(since)
}
