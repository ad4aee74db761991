import { createStore } from 'zustand/vanilla'

/** The alarm that the operator wants to see; the list focuses its row and clears this. */
export const requestedAlarm = createStore<{ readonly id: string | null }>(() => ({ id: null }))
