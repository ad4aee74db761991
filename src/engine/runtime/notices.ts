import type { EngineStatus } from '../../contract/schemas/values.ts'
import type { Clock } from './clock.ts'
import { reasonOf } from './engine-error.ts'

/** Notices that are kept; the oldest go first. */
const MAX_NOTICES = 20

/** What happened that someone should know, newest last. The same message again moves to the end. */
export interface Notices {
  add(message: string): void
  /** Notes that `doing` failed, with the reason. */
  addFailure(doing: string, error: unknown): void
  list(): EngineStatus['notices']
}

/** Notices of an engine, each with the clock's time; the oldest are dropped. */
export function createNotices(clock: Clock): Notices {
  let notices: EngineStatus['notices'] = []
  const add = (message: string) => {
    const others = notices.filter((notice) => notice.message !== message)
    notices = [...others, { at: clock.now(), message }].slice(-MAX_NOTICES)
  }
  return {
    add,
    addFailure: (doing, error) => add(`${doing} failed: ${reasonOf(error)}`),
    list: () => [...notices],
  }
}
