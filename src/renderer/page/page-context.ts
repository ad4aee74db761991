import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { AlarmFeed } from '../alarm-feed/alarm-feed.ts'
import type { Signals } from '../alarm-feed/signals.ts'
import type { EngineClock } from '../state/clock.ts'
import type { EngineState, EngineStore } from '../state/engine-store.ts'
import type { Transport } from '../transport/transport.ts'

/** What every view works with. */
export interface PageParts {
  readonly transport: Transport
  readonly store: EngineStore
  readonly clock: EngineClock
  /** The alarms as they are shown. */
  readonly alarms: AlarmFeed
  readonly signals: Signals
}

export const PageContext = createContext<PageParts | null>(null)

export function usePage(): PageParts {
  const parts = useContext(PageContext)
  if (parts === null) throw new Error('usePage is called outside the page')
  return parts
}

/** A part of the engine's state; draws anew only when that part changes. */
export function useEngine<T>(select: (state: EngineState) => T): T {
  return useStore(usePage().store, select)
}

/** Something that follows from the engine's clock; draws anew only when it changes. */
export function useClock<T>(select: (now: number) => T): T {
  return useStore(usePage().clock, (state) => select(state.now))
}
