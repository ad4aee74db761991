/** Where a connection (the plant's socket, a database) stands. Times are epoch milliseconds. */
export type Connection =
  /** Not wanted: never asked for, or disconnected by the operator. */
  | { readonly kind: 'idle' }
  /** An attempt is under way; `attempt` counts from 1. */
  | { readonly kind: 'connecting'; readonly attempt: number; readonly since: number }
  /** Open, and data arrives. */
  | { readonly kind: 'live'; readonly since: number; readonly lastDataAt: number }
  /** Open but silent since `lastDataAt`. */
  | { readonly kind: 'stale'; readonly since: number; readonly lastDataAt: number }
  /** Closed; attempt number `attempt` is made at `retryAt`. `reason` is a sentence for the operator. */
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAt: number; readonly reason: string }
  /** Given up until the operator changes something: the plant refused the credentials, or the file ended. */
  | { readonly kind: 'stopped'; readonly reason: string }
