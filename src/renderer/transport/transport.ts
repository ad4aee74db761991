import type { EngineApi } from '../../contract/api.ts'

/** Whether the engine itself can be reached: not the plant, but the process behind the page. */
export type EngineLink =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAt: number }

/** What carries the contract between the page and an engine. */
export interface Transport extends EngineApi {
  /** Calls `listener` with the link as it is and with every change; the answer ends it. */
  onLink(listener: (link: EngineLink) => void): () => void
  /** Tries to reach the engine now instead of when the pause is over. */
  retryNow(): void
}
