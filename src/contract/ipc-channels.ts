/** Names of the messages by which the Electron host carries the contract: known to its main process and its preload. */
export const IPC_CHANNELS = {
  /** Page asks: (name, input) → Outcome. */
  call: 'ecopulse:call',
  /** Page tells: (subscription: number). The numbers are the page's own. */
  subscribe: 'ecopulse:subscribe',
  unsubscribe: 'ecopulse:unsubscribe',
  /** Host tells: (subscription: number, event: EngineEvent). */
  event: 'ecopulse:event',
} as const
