import type { CallName, EngineApi } from '../contract/api.ts'

declare global {
  /** Method and path of each call, put in when the page is built. */
  const __ROUTES__: Readonly<Record<CallName, { readonly method: 'GET' | 'POST' | 'PUT'; readonly path: `/${string}` }>>
  interface Window {
    /** The engine as Electron's preload hands it in; absent in a browser. */
    readonly ecopulse?: EngineApi
  }
}
