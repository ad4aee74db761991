import { createStore } from 'zustand/vanilla'

/** The alarm that somebody wants to be brought to; the list takes it, focuses its row and forgets it. */
export const requestedAlarm = createStore<{ readonly id: string | null }>(() => ({ id: null }))
