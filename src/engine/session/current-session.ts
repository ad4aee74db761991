import type { Settings } from '../../contract/settings.ts'
import type { EngineContext } from '../context/engine-context.ts'
import { createEmitter, type Subscribable } from '../runtime/emitter.ts'
import { EngineError, reasonOf } from '../runtime/engine-error.ts'
import { createSerialQueue } from '../runtime/serial-queue.ts'
import { restoreSecrets, writeSettings } from '../settings/settings-file.ts'
import { createSource } from '../sources/create-source.ts'
import type { Source } from '../sources/source.ts'
import { createUnavailableSource } from '../sources/unavailable-source.ts'
import { openSession, type Session } from './session.ts'

/** The settings in force and the session that runs by them. */
export interface CurrentSession {
  /** Tags, ranges, settings or the session itself have changed. */
  readonly changed: Subscribable<void>
  settings(): Settings
  session(): Session
  /**
   * Puts other settings in force and writes them to the data folder; another source or site begins a new session.
   * One change after the other. @throws EngineError `invalid` for a source that makes no sense: nothing changes then.
   */
  applySettings(newSettings: Settings): Promise<void>
  close(): Promise<void>
}

/** The settings to begin with. */
export interface InitialSettings {
  readonly settings: Settings
  /**
   * Whether an unusable source is an error. False for a source from stored settings: it may have been removed since.
   */
  readonly mustOpen: boolean
}

/**
 * Opens a session by `initial` settings, and starts it. A source that can't be read any more is stopped, with the
 * reason, so that the settings can be changed.
 * @throws Error with one clear line where the source makes no sense and `mustOpen`
 */
export async function openCurrentSession(engine: EngineContext, initial: InitialSettings): Promise<CurrentSession> {
  const changed = createEmitter<void>()
  let { settings } = initial
  const sourceFor = ({ source, site }: Settings) => createSource(source, site, engine.clock)
  const startOn = async (source: Source) => {
    const opened = await openSession(source, engine, () => settings)
    opened.changed.subscribe(changed.emit)
    await opened.start()
    return opened
  }
  let session = await startOn(
    await sourceFor(settings).catch((error: unknown) => {
      if (initial.mustOpen) throw error
      return createUnavailableSource(settings.source.kind, reasonOf(error))
    }),
  )

  async function applyNow(newSettings: Settings): Promise<void> {
    const next = restoreSecrets(settings, newSettings)
    const needsNewSession =
      JSON.stringify([next.source, next.site]) !== JSON.stringify([settings.source, settings.site])
    const source = needsNewSession ? await sourceFor(next).catch(refuse) : null
    writeSettings(engine.dataDir, next)
    settings = next
    if (source === null) {
      await session.onSettingsChanged()
    } else {
      await session.close()
      session = await startOn(source)
    }
    changed.emit()
  }

  const changes = createSerialQueue()
  return {
    changed,
    settings: () => settings,
    session: () => session,
    applySettings: (newSettings) => changes.run(() => applyNow(newSettings)),
    close: () => session.close(),
  }
}

function refuse(error: unknown): never {
  throw new EngineError('invalid', reasonOf(error), 'source')
}
