import type { EngineApi } from '../../contract/api.ts'
import type { Transport } from './transport.ts'

/** The engine of the same app, behind Electron's preload: as long as there is a page, there is an engine. */
export function createIpcTransport(api: EngineApi): Transport {
  return {
    call: (name, input) => api.call(name, input),
    subscribe: (listener) => api.subscribe(listener),
    onLink(listener) {
      listener({ kind: 'open' })
      return () => {}
    },
    retryNow() {},
  }
}
