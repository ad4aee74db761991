import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { Command } from 'commander'
import { sidecarNameOf } from '../contract/sidecar-name.ts'
import { createModelExchange, MAX_MODEL_BYTES } from '../engine/models/exchange/model-exchange.ts'
import type { JobData } from '../engine/models/model-jobs.ts'
import type { StartModelWorker } from '../engine/models/model-thread.ts'
import { systemClock } from '../engine/runtime/clock.ts'
import { defaultDataDir } from '../engine/runtime/data-folder.ts'
import { reasonOf } from '../engine/runtime/engine-error.ts'
import { formatJson } from '../engine/runtime/json-file.ts'
import { MODELS_DIR } from './folders.ts'
import { type LibraryLocation, type OpenedModels, openLibraryReadOnly, withLockedFolder } from './locked-folder.ts'
import { formatModelLines, formatModels } from './text/models-list.ts'

interface DataOption {
  readonly data: string
}

interface ImportOptions {
  readonly description?: string
  readonly csv?: string
  readonly time?: string
  readonly value?: string
  readonly temperature?: string
  readonly zone?: string
}

/** What a command gets: the program's input and output, and where it runs. */
export interface ModelsContext {
  readonly version: string
  /** Folder of the shipped models. */
  readonly modelsDir?: string
  /** The built worker by default. */
  readonly startWorker?: StartModelWorker
}

const NEXT_START = 'EcoPulse forecasts with it from its next start on.'

/** `models`: lists, imports, exports, puts into use and deletes the models of a data folder. */
export function modelsCommand(context: ModelsContext): Command {
  const models = new Command('models').description('Lists, imports, exports, takes and deletes models')
  addListCommand(models, context)
  addImportCommand(models, context)
  addExportCommand(models, context)
  addSubcommand(models, 'use <id>', 'Takes a model into use').action(
    createAction(context, (location, _, id) =>
      withLockedFolder(location, async ({ library }) => {
        await library.use(id, async () => {})
        console.log(`${id} is in use. ${NEXT_START}`)
      }),
    ),
  )
  addSubcommand(models, 'remove <id>', 'Deletes a model that is not in use and was not shipped').action(
    createAction(context, (location, _, id) =>
      withLockedFolder(location, async ({ library }) => {
        library.remove(id)
        console.log(`${id} is deleted.`)
      }),
    ),
  )
  return models
}

function addListCommand(models: Command, context: ModelsContext): void {
  type ListOptions = DataOption & { readonly json?: boolean }
  const list = createAction<ListOptions>(context, async (location, { json }) => {
    const entries = openLibraryReadOnly(location).entries()
    console.log(json === true ? JSON.stringify(entries, null, 2) : formatModels(entries))
  })
  addSubcommand(models, 'list', 'Lists the models: which are in use, and which may be taken')
    .option('--json', 'prints one JSON array and nothing else')
    .action((options: ListOptions) => list('', options))
}

function addImportCommand(models: Command, context: ModelsContext): void {
  const description = 'Keeps a Keras network (.h5, .keras) as a model, measured on the kept load or on a CSV'
  addSubcommand(models, 'import <file>', description)
    .option('--description <file>', 'what the network takes and answers: JSON, by default FILE.json beside the file')
    .option('--csv <file>', 'measures it on this load instead of the kept one')
    .option('--time <column>', 'column of the CSV with the time')
    .option('--value <column>', 'column of the CSV with the load')
    .option('--temperature <column>', 'column of the CSV with the outdoor temperature')
    .option('--zone <zone>', 'zone of the times in the CSV, like Europe/Berlin')
    .action(
      createAction<ImportOptions & DataOption>(context, (location, options, file) =>
        runImport(context, location, options, file),
      ),
    )
}

function addExportCommand(models: Command, context: ModelsContext): void {
  addSubcommand(models, 'export <id>', 'Writes a model as .h5 that Keras 2 reads, and beside it what it takes, as JSON')
    .option('--out <file>', 'the file; by default the model’s id')
    .action(
      createAction<DataOption & { readonly out?: string }>(context, (location, { out }, id) =>
        runExport(context, location, id, out),
      ),
    )
}

function addSubcommand(models: Command, name: string, description: string): Command {
  return models
    .command(name)
    .description(description)
    .option('--data <folder>', 'where the data is kept', defaultDataDir(process.platform, process.env))
}

/** What a command does; an error is one line on standard error, and the exit code 1. */
function createAction<O extends DataOption>(
  { modelsDir = MODELS_DIR }: ModelsContext,
  run: (location: LibraryLocation, options: O, argument: string) => Promise<void>,
) {
  return async (argument: string, options: O) => {
    try {
      await run({ dataDir: resolve(options.data), modelsDir }, options, argument)
    } catch (error) {
      console.error(reasonOf(error).split('\n')[0])
      process.exitCode = 1
    }
  }
}

async function runImport(
  context: ModelsContext,
  location: LibraryLocation,
  options: ImportOptions,
  file: string,
): Promise<void> {
  const measureOn = readMeasureOptions(options)
  const content = readModelFile(file)
  const sidecar = options.description ?? sidecarNameOf(file)
  await withLockedFolder(location, async (opened) => {
    const exchange = createExchange(context, opened, () => measureOn ?? loadFromHistory(opened))
    // A shell makes the file that the output goes to before the command begins.
    if (options.description === undefined && (statSync(sidecar, { throwIfNoEntry: false })?.size ?? 0) === 0) {
      const { description } = await exchange.inspect(content)
      console.log(JSON.stringify(description, null, 2))
      throw new Error(
        `What the network takes is not known. Save the above as ${sidecar}, correct it, and import the file again.`,
      )
    }
    const entry = await exchange.import({ ...content, description: readDescriptionFile(sidecar) })
    console.log(formatModelLines(entry).join('\n'))
    if (entry.verdict?.canBeTaken === true) console.log(`\nTake it with: npm run models -- use ${entry.id}`)
  })
}

async function runExport(
  context: ModelsContext,
  location: LibraryLocation,
  id: string,
  out = `${id}.h5`,
): Promise<void> {
  const library = openLibraryReadOnly(location)
  const exchange = createExchange(context, { library, readHistory: async () => null }, async () => null)
  const { base64, sidecar } = await exchange.export(id)
  writeFileSync(out, Buffer.from(base64, 'base64'))
  writeFileSync(sidecarNameOf(out), formatJson(sidecar))
  console.log(`Written: ${out}, and ${sidecarNameOf(out)} that says what it takes.`)
}

type MeasuringLoad = { readonly data: JobData; readonly source: string } | null

function createExchange(
  { version, startWorker }: ModelsContext,
  { library }: OpenedModels,
  measureOn: () => Promise<MeasuringLoad>,
) {
  return createModelExchange({
    library,
    readMeasuringLoad: measureOn,
    version,
    clock: systemClock,
    command: 'npm run models -- import',
    ...(startWorker === undefined ? {} : { startWorker }),
  })
}

/** The CSV to measure on; null where none is named. */
function readMeasureOptions({ csv, value, time, temperature, zone }: ImportOptions): Promise<MeasuringLoad> | null {
  if (csv === undefined) return null
  if (value === undefined) throw new Error('--csv goes with --value, the name of the column with the load.')
  const data: JobData = { kind: 'csv', csv: { file: csv, value, time, temperature, zone, resolutionMinutes: 15 } }
  return Promise.resolve({ data, source: `${basename(csv)}, column ${value}` })
}

async function loadFromHistory(opened: OpenedModels): Promise<MeasuringLoad> {
  const kept = await opened.readHistory()
  return kept === null ? null : { data: { kind: 'series', series: kept.series }, source: kept.source }
}

function readModelFile(file: string): { readonly fileName: string; readonly base64: string } {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined) throw new Error(`There is no file ${file}.`)
  if (!stats.isFile()) throw new Error(`${file} is no file.`)
  if (stats.size > MAX_MODEL_BYTES)
    throw new Error(`${file} is larger than 64 MB: that is no model that EcoPulse runs.`)
  return { fileName: basename(file), base64: readFileSync(file).toString('base64') }
}

function readDescriptionFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file} is no JSON: ${reasonOf(error)}`)
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content }
  throw new Error(`${file} holds no JSON object.`)
}
