import type { Settings } from '../../contract/settings.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { withSecretsOf, writeSettings } from '../settings/settings-file.ts'
import { createSource } from '../sources/create-source.ts'
import { createUnavailableSource } from '../sources/unavailable.ts'
import { openSession, type Session, type SessionParts } from './session.ts'

/** The settings in force and the session that runs by them. */
export interface SessionKeeper {
  settings(): Settings
  session(): Session
  /**
   * Puts other settings in force and writes them to the data folder; another source or site begins a new session.
   * One change after the other. @throws EngineError `invalid` for a source that makes no sense: nothing changes then.
   */
  change(wanted: Settings): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a session by `initial` settings. `onChange` hears whenever tags, settings or session have changed. A source that
 * can't be read any more stands stopped, with the reason, so that the settings can be mended.
 * @throws Error with one clear line where the source makes no sense and `mustOpen`
 */
export async function keepSession(
  dataDir: string,
  initial: { readonly settings: Settings; readonly mustOpen: boolean },
  parts: Omit<SessionParts, 'settings'>,
  onChange: () => void,
): Promise<SessionKeeper> {
  let settings = initial.settings
  const sourceFor = ({ source, site }: Settings) => createSource(source, site, parts.clock)
  const open = async (source: Awaited<ReturnType<typeof sourceFor>>) =>
    openSession(source, { ...parts, settings: () => settings }, onChange)
  let session = await open(
    await sourceFor(settings).catch((error: unknown) => {
      if (initial.mustOpen) throw error
      return createUnavailableSource(settings.source.kind, reasonOf(error))
    }),
  )

  async function change(wanted: Settings): Promise<void> {
    const changed = withSecretsOf(settings, wanted)
    const anew = JSON.stringify([changed.source, changed.site]) !== JSON.stringify([settings.source, settings.site])
    const source = anew ? await sourceFor(changed).catch(refuse) : null
    writeSettings(dataDir, changed)
    settings = changed
    if (source === null) {
      await session.settingsChanged()
    } else {
      await session.close()
      session = await open(source)
    }
    onChange()
  }

  let last: Promise<void> = Promise.resolve()
  return {
    settings: () => settings,
    session: () => session,
    change(wanted) {
      const next = last.then(() => change(wanted))
      last = next.catch(() => {})
      return next
    },
    close: () => session.close(),
  }
}

function refuse(error: unknown): never {
  throw new EngineError('invalid', reasonOf(error), 'source')
}
