import type { Settings } from '../../contract/settings.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { createSerialQueue } from '../runtime/serial-queue.ts'
import { restoreSecrets, writeSettings } from '../settings/settings-file.ts'
import { createSource } from '../sources/create-source.ts'
import { createUnavailableSource } from '../sources/unavailable-source.ts'
import { openSession, type Session, type SessionContext } from './session.ts'

/** The settings in force and the session that runs by them. */
export interface CurrentSession {
  settings(): Settings
  session(): Session
  /**
   * Puts other settings in force and writes them to the data folder; another source or site begins a new session.
   * One change after the other. @throws EngineError `invalid` for a source that makes no sense: nothing changes then.
   */
  applySettings(wanted: Settings): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a session by `initial` settings. `onChange` hears whenever tags, settings or session have changed. A source that
 * can't be read any more stands stopped, with the reason, so that the settings can be mended.
 * @throws Error with one clear line where the source makes no sense and `mustOpen`
 */
export async function openCurrentSession(
  dataDir: string,
  initial: { readonly settings: Settings; readonly mustOpen: boolean },
  parts: Omit<SessionContext, 'settings'>,
  onChange: () => void,
): Promise<CurrentSession> {
  let settings = initial.settings
  const sourceFor = ({ source, site }: Settings) => createSource(source, site, parts.clock)
  const openWith = async (source: Awaited<ReturnType<typeof sourceFor>>) =>
    openSession(source, { ...parts, settings: () => settings }, onChange)
  let session = await openWith(
    await sourceFor(settings).catch((error: unknown) => {
      if (initial.mustOpen) throw error
      return createUnavailableSource(settings.source.kind, reasonOf(error))
    }),
  )

  async function applyNow(wanted: Settings): Promise<void> {
    const changed = restoreSecrets(settings, wanted)
    const needsNewSession =
      JSON.stringify([changed.source, changed.site]) !== JSON.stringify([settings.source, settings.site])
    const source = needsNewSession ? await sourceFor(changed).catch(refuse) : null
    writeSettings(dataDir, changed)
    settings = changed
    if (source === null) {
      await session.onSettingsChanged()
    } else {
      await session.close()
      session = await openWith(source)
    }
    onChange()
  }

  const changes = createSerialQueue()
  return {
    settings: () => settings,
    session: () => session,
    applySettings: (wanted) => changes.run(() => applyNow(wanted)),
    close: () => session.close(),
  }
}

function refuse(error: unknown): never {
  throw new EngineError('invalid', reasonOf(error), 'source')
}
