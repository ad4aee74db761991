import type { CallArguments, CallName, CallOutput } from '../../contract/api.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { ModelService } from '../models/model-service.ts'
import type { Clock } from '../runtime/clock.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { StatusReader } from '../session/status.ts'
import type { StorePort } from '../store/store-port.ts'

/** What the calls act on. `currentSession.session()` is called anew in each call: a change of settings replaces the session. */
export interface CallContext {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly models: ModelService
  readonly clock: Clock
  readonly currentSession: CurrentSession
  readonly status: StatusReader
}

/** One function for each call of the contract. Their inputs are validated. */
export type CallHandlers = {
  readonly [N in CallName]: (input: CallArguments<N>) => CallOutput<N> | Promise<CallOutput<N>>
}
