import { EngineError } from '../runtime/engine-error.ts'
import type { Session } from '../session/session.ts'
import { redactSecrets } from '../settings/settings-file.ts'
import type { CallContext, CallHandlers } from './handler-types.ts'
import { requireSpan } from './require-span.ts'

/** Calls about the plant, its connection and the settings. */
type PlantHandlers = Pick<
  CallHandlers,
  'health' | 'tags' | 'history' | 'gridOutlook' | 'engine' | 'connect' | 'disconnect' | 'settings' | 'changeSettings'
>

export function createPlantHandlers(context: CallContext): PlantHandlers {
  const { store, currentSession } = context
  const { session } = currentSession
  const changeConnection = (change: (of: Session['source']) => void) => () => {
    change(session().source)
    return session().connection()
  }
  return {
    async health() {
      const { version, startedAt } = await context.status.read()
      const connection = session().connection()
      const status = connection.kind === 'live' || connection.kind === 'connecting' ? 'ok' : 'degraded'
      return { status, version, uptimeMs: context.clock.now() - startedAt, connection }
    },
    tags() {
      const { writeQueue, tags, ranges } = session()
      const range = ranges()
      return tags().map((tag) => ({
        ...tag,
        latest: writeQueue.latest.get(tag.id) ?? null,
        range: range[tag.id] ?? null,
      }))
    },
    async history({ tag, from, to, points }) {
      const { source, tags, writeQueue } = session()
      if (!tags().some((each) => each.id === tag)) {
        const known = tags().map((each) => each.id)
        throw new EngineError(
          'not-found',
          `There is no tag “${tag}”. The tags are: ${known.join(', ') || 'none yet'}.`,
          'tag',
        )
      }
      const span = requireSpan(from, to)
      // A history that ends now includes what was just received.
      if (to >= session().plantTime()) await writeQueue.flush()
      return store.history(source.id, tag, span, points)
    },
    gridOutlook: () => session().gridDependency(),
    engine: context.status.read,
    connect: changeConnection((source) => source.connect()),
    disconnect: changeConnection((source) => source.disconnect()),
    settings: () => redactSecrets(currentSession.settings()),
    async changeSettings(settings) {
      await currentSession.applySettings(settings)
      await context.status.read()
      return redactSecrets(currentSession.settings())
    },
  }
}
