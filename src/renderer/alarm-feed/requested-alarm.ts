import { createStore } from 'zustand/vanilla'

/** The alarm that the operator asked to be shown; the list focuses its row and clears this. */
export const requestedAlarm = createStore<{ readonly id: string | null }>(() => ({ id: null }))
