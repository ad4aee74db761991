import type { Alarm, AlarmChange } from './alarm.ts'

/**
 * The status of an alarm: the states of ISA-18.2 and what belongs to each. `since`: of the state; `activeSince`: since
 * when its condition holds, which is known while it is shelved or suppressed as well. Times are epoch ms of the
 * engine's clock.
 */
export type AlarmStatus = { readonly since: number } & (
  | { readonly state: 'normal'; readonly activeSince: null; readonly shelf: null }
  | { readonly state: 'activeUnacknowledged'; readonly activeSince: number; readonly shelf: null }
  | { readonly state: 'activeAcknowledged'; readonly activeSince: number; readonly shelf: null }
  | { readonly state: 'returnedUnacknowledged'; readonly activeSince: null; readonly shelf: null }
  | { readonly state: 'shelved'; readonly activeSince: number | null; readonly shelf: Shelf }
  | { readonly state: 'suppressed'; readonly activeSince: number | null; readonly shelf: null }
)

type Shelf = NonNullable<Alarm['shelf']>

/** What can happen to an alarm. Saying again what is so already changes nothing. */
export type AlarmEvent =
  /** Its condition holds: deadband and on-delay are over. */
  | { readonly kind: 'raise' }
  /** Its condition holds no longer. */
  | { readonly kind: 'return' }
  | { readonly kind: 'acknowledge' }
  /** Put on the shelf until then, or longer, by the operator. */
  | { readonly kind: 'shelve'; readonly until: number; readonly reason: string }
  | { readonly kind: 'unshelve' }
  /** The alarm means nothing now, by design. */
  | { readonly kind: 'suppress' }
  | { readonly kind: 'unsuppress' }
  /** It is no longer watched: switched off, or its meter is gone for good. */
  | { readonly kind: 'clear' }
  /** Time went by. */
  | { readonly kind: 'tick' }

/** An alarm that nothing has happened to yet. */
export function createNormalStatus(now: number): AlarmStatus {
  return { state: 'normal', since: now, activeSince: null, shelf: null }
}

/**
 * The alarm after `event` at `now`. Pure, and closed: an event that means nothing in a state leaves the very same
 * object. An alarm that is unshelved or no longer suppressed while its condition holds is unacknowledged, whatever it
 * was before. A shelf ends at its own time, however late the tick.
 */
export function nextAlarmStatus(life: AlarmStatus, event: AlarmEvent, now: number): AlarmStatus {
  switch (event.kind) {
    case 'raise':
      return applyRaise(life, now)
    case 'return':
      return applyReturn(life, now)
    case 'acknowledge':
      return applyAcknowledge(life, now)
    case 'shelve':
      return applyShelve(life, { until: event.until, reason: event.reason }, now)
    case 'unshelve':
      return life.state === 'shelved' ? endSuppression(life, now) : life
    case 'suppress':
      return life.state === 'shelved' || life.state === 'suppressed'
        ? life
        : { state: 'suppressed', since: now, activeSince: life.activeSince, shelf: null }
    case 'unsuppress':
      return life.state === 'suppressed' ? endSuppression(life, now) : life
    case 'clear':
      return life.state === 'normal' ? life : createNormalStatus(now)
    case 'tick':
      return life.state === 'shelved' && now >= life.shelf.until ? endSuppression(life, life.shelf.until) : life
  }
}

/** The change that the audit trail has for a step; null where it has none. */
export function findAlarmChange(before: AlarmStatus, event: AlarmEvent, after: AlarmStatus): AlarmChange | null {
  if (before.state === after.state && before.shelf === after.shelf) return null
  return CHANGE_BY_EVENT[event.kind]
}

const CHANGE_BY_EVENT: Readonly<Record<AlarmEvent['kind'], AlarmChange>> = {
  raise: 'raised',
  return: 'returned',
  acknowledge: 'acknowledged',
  shelve: 'shelved',
  unshelve: 'unshelved',
  suppress: 'suppressed',
  unsuppress: 'unsuppressed',
  clear: 'cleared',
  tick: 'unshelved',
}

function applyRaise(life: AlarmStatus, now: number): AlarmStatus {
  switch (life.state) {
    case 'normal':
    case 'returnedUnacknowledged':
      return { state: 'activeUnacknowledged', since: now, activeSince: now, shelf: null }
    case 'shelved':
    case 'suppressed':
      return life.activeSince === null ? { ...life, activeSince: now } : life
    case 'activeUnacknowledged':
    case 'activeAcknowledged':
      return life
  }
}

function applyReturn(life: AlarmStatus, now: number): AlarmStatus {
  switch (life.state) {
    case 'activeUnacknowledged':
      return { state: 'returnedUnacknowledged', since: now, activeSince: null, shelf: null }
    case 'activeAcknowledged':
      return createNormalStatus(now)
    case 'shelved':
    case 'suppressed':
      return life.activeSince === null ? life : { ...life, activeSince: null }
    case 'normal':
    case 'returnedUnacknowledged':
      return life
  }
}

function applyAcknowledge(life: AlarmStatus, now: number): AlarmStatus {
  switch (life.state) {
    case 'activeUnacknowledged':
      return { ...life, state: 'activeAcknowledged', since: now }
    case 'returnedUnacknowledged':
      return createNormalStatus(now)
    case 'normal':
    case 'activeAcknowledged':
    case 'shelved':
    case 'suppressed':
      return life
  }
}

/** On the shelf, or longer on it: it has then been there since before. */
function applyShelve(life: AlarmStatus, shelf: Shelf, now: number): AlarmStatus {
  const since = life.state === 'shelved' ? life.since : now
  return { state: 'shelved', since, activeSince: life.activeSince, shelf }
}

/** Off the shelf, or no longer suppressed. */
function endSuppression({ activeSince }: AlarmStatus, now: number): AlarmStatus {
  if (activeSince === null) return createNormalStatus(now)
  return { state: 'activeUnacknowledged', since: now, activeSince, shelf: null }
}
