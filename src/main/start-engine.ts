import { app } from 'electron'
import type { Engine } from '../engine/engine.ts'
import type { AppOptions } from './command-line.ts'
import { modelsDir } from './locations.ts'

/** Starts the engine; its modules are loaded only now, so that the window doesn't wait for them. */
export async function startEngine(options: AppOptions, dataDir: string): Promise<Engine> {
  const [{ createEngine }, { sourceFromArguments }] = await Promise.all([
    import('../engine/engine.ts'),
    import('../engine/sources/create-source.ts'),
  ])
  return createEngine({
    dataDir,
    modelsDir: modelsDir(),
    version: app.getVersion(),
    source: sourceFromArguments(options.source, options.speed),
    sqlite: app.isPackaged ? undefined : process.env.ECOPULSE_SQLITE_PACKAGE,
  })
}
