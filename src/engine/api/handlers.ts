import { type CallArguments, type CallName, type CallOutput, calls } from '../../contract/api.ts'
import type { EngineStatus } from '../../contract/schemas/values.ts'
import type { ForecasterPort } from '../ml/inference/forecaster-port.ts'
import type { EngineModels } from '../models/model-service.ts'
import type { Clock } from '../runtime/clock.ts'
import { EngineError } from '../runtime/engine-error.ts'
import type { SessionKeeper } from '../session/current-session.ts'
import type { Session } from '../session/session.ts'
import { redacted } from '../settings/settings-file.ts'
import type { StorePort } from '../store/store-port.ts'
import { alarmCalls } from './alarms.ts'
import { alertCalls } from './alerts.ts'
import { demandCalls } from './demand.ts'
import { forecastCalls } from './forecasts.ts'
import { modelCalls } from './models.ts'
import { reportCalls } from './report.ts'
import { demandOrder } from './require-span.ts'

/** What the calls act on. The session is asked for at each call: a change of settings puts another in its place. */
export interface CallParts {
  readonly store: StorePort
  readonly forecaster: ForecasterPort
  readonly models: EngineModels
  readonly clock: Clock
  readonly keeper: SessionKeeper
  readonly status: () => Promise<EngineStatus>
}

/** One function for each call of the contract. Their inputs are validated. */
export type CallHandlers = {
  readonly [N in CallName]: (input: CallArguments<N>) => CallOutput<N> | Promise<CallOutput<N>>
}

/** @throws EngineError from a handler, for what the caller can mend. */
export function createCallHandlers(parts: CallParts): CallHandlers {
  return {
    ...plantCalls(parts),
    ...forecastCalls(parts),
    ...modelCalls(parts),
    ...demandCalls(parts),
    ...alertCalls(parts),
    ...alarmCalls(parts),
    ...reportCalls(parts),
  }
}

/** Calls about the plant, its connection and the settings. */
type PlantCalls = Pick<
  CallHandlers,
  'health' | 'tags' | 'history' | 'gridOutlook' | 'engine' | 'connect' | 'disconnect' | 'settings' | 'changeSettings'
>

function plantCalls(parts: CallParts): PlantCalls {
  const { store, keeper } = parts
  const { session } = keeper
  const connected = (change: (of: Session['source']) => void) => () => {
    change(session().source)
    return session().connection()
  }
  return {
    async health() {
      const { version, startedAt } = await parts.status()
      const connection = session().connection()
      const status = connection.kind === 'live' || connection.kind === 'connecting' ? 'ok' : 'degraded'
      return { status, version, uptimeMs: parts.clock.now() - startedAt, connection }
    },
    tags() {
      const { intake, tags, ranges } = session()
      const range = ranges()
      return tags().map((tag) => ({ ...tag, latest: intake.latest.get(tag.id) ?? null, range: range[tag.id] ?? null }))
    },
    async history({ tag, from, to, points }) {
      const { source, tags, intake } = session()
      if (!tags().some((each) => each.id === tag)) {
        const known = tags().map((each) => each.id)
        throw new EngineError(
          'not-found',
          `There is no tag “${tag}”. The tags are: ${known.join(', ') || 'none yet'}.`,
          'tag',
        )
      }
      const asked = demandOrder(from, to)
      // A history that ends now shows what has just come in.
      if (to >= session().plantTime()) await intake.settled()
      return store.history(source.id, tag, asked, points)
    },
    gridOutlook: () => session().outlook(),
    engine: parts.status,
    connect: connected((source) => source.connect()),
    disconnect: connected((source) => source.disconnect()),
    settings: () => redacted(keeper.settings()),
    async changeSettings(settings) {
      await keeper.change(settings)
      await parts.status()
      return redacted(keeper.settings())
    },
  }
}

/** Validates `input` against the contract. @throws EngineError `invalid` that names the field, `not-found` for a call that there is none of. */
export function parseInput<N extends CallName>(name: N, input: unknown): CallArguments<N> {
  if (!Object.hasOwn(calls, name)) throw new EngineError('not-found', `There is no call “${String(name)}”.`)
  const parsed = calls[name].input.safeParse(input ?? {})
  if (parsed.success) return parsed.data as CallArguments<N>
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.') ?? ''
  const sentence = issue?.message ?? 'The input is not what this call takes.'
  throw new EngineError('invalid', field === '' ? sentence : `${field}: ${sentence}`, field === '' ? undefined : field)
}
