import { EngineError } from '../runtime/engine-error.ts'
import type { Session } from '../session/session.ts'
import { redacted } from '../settings/settings-file.ts'
import type { CallHandlers, CallParts } from './handler-types.ts'
import { demandOrder } from './require-span.ts'

/** Calls about the plant, its connection and the settings. */
type PlantCalls = Pick<
  CallHandlers,
  'health' | 'tags' | 'history' | 'gridOutlook' | 'engine' | 'connect' | 'disconnect' | 'settings' | 'changeSettings'
>

export function plantCalls(parts: CallParts): PlantCalls {
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
