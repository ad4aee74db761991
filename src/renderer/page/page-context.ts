import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { AlarmFeed } from '../alarm-feed/alarm-feed.ts'
import type { AlarmSignals } from '../alarm-feed/alarm-signals.ts'
import type { EngineClock } from '../state/clock.ts'
import type { EngineState, EngineStore } from '../state/engine-store.ts'
import type { Transport } from '../transport/transport.ts'

/** What every view works with. */
export interface PageContextValue {
  readonly transport: Transport
  readonly store: EngineStore
  readonly clock: EngineClock
  /** The alarms as they are shown. */
  readonly alarms: AlarmFeed
  readonly signals: AlarmSignals
}

export const PageContext = createContext<PageContextValue | null>(null)

export function usePage(): PageContextValue {
  const page = useContext(PageContext)
  if (page === null) throw new Error('usePage is called outside the page')
  return page
}

/** A part of the engine's state; draws anew only when that part changes. */
export function useEngine<T>(select: (state: EngineState) => T): T {
  return useStore(usePage().store, select)
}

/** Something that follows from the engine's clock; draws anew only when it changes. */
export function useClock<T>(select: (now: number) => T): T {
  return useStore(usePage().clock, (state) => select(state.now))
}
