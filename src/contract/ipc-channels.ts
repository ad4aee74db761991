/** Names of the messages by which the Electron host carries the contract: known to its main process and its preload. */
export const IPC_CHANNELS = {
  /** From the page: (name, input) → `CallResult`. */
  call: 'ecopulse:call',
  /** From the page: (subscription: number). The numbers are the page's own. */
  subscribe: 'ecopulse:subscribe',
  unsubscribe: 'ecopulse:unsubscribe',
  /** From the host: (subscription: number, event: EngineEvent). */
  event: 'ecopulse:event',
} as const
