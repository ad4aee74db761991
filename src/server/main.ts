import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { createEngine } from '../engine/engine.ts'
import { defaultDataDir } from '../engine/runtime/data-folder.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { sourceFromArguments } from '../engine/sources/create-source.ts'
import { startServer } from './server.ts'

interface Options {
  readonly host: string
  readonly port: number
  readonly data: string
  readonly source?: string
  readonly speed?: number
  readonly allowHost: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

async function serve(options: Options): Promise<void> {
  const source = sourceFromArguments(options.source, options.speed)
  const engine = await createEngine({
    dataDir: resolve(options.data),
    modelsDir: resolve(root, 'models'),
    version: manifest.version,
    source,
    sqlite: process.env.ECOPULSE_SQLITE_PACKAGE,
  })
  const server = await startServer({
    engine,
    pageDir: resolve(root, 'out/renderer'),
    version: manifest.version,
    host: options.host,
    port: options.port,
    furtherHosts: options.allowHost,
  }).catch(async (error: unknown) => {
    await engine.close()
    throw error
  })
  console.log(`EcoPulse is at ${server.address}`)
  const end = once(async () => {
    await server.close()
    await engine.close()
    process.exit(0)
  })
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

/** A second signal doesn't begin a second end. */
function once(run: () => Promise<void>): () => void {
  let begun = false
  return () => {
    if (begun) return
    begun = true
    run().catch(exitWithError)
  }
}

function exitWithError(error: unknown): never {
  console.error(reasonOf(error))
  process.exit(1)
}

function parsePort(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}

function parseSpeed(text: string): number {
  const value = Number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('A speed is a number above 0; 1 is real time.')
}

await new Command('ecopulse serve')
  .description('Serves EcoPulse to browsers: the same page as the desktop app, and its API')
  .option('--port <port>', 'port to listen on', parsePort, 8420)
  .option('--host <address>', 'address to listen on', '127.0.0.1')
  .option('--allow-host <name...>', 'further host names that browsers may call it by', [])
  .option('--data <folder>', 'where the data is kept', defaultDataDir(process.platform, process.env))
  .option('--source <source>', 'simulator, ws://…, wss://… or replay:FILE.csv; by default what the settings say')
  .option('--speed <factor>', 'how many times faster than real time a simulator or a replay runs', parseSpeed)
  .action((options: Options) => serve(options).catch(exitWithError))
  .parseAsync()
