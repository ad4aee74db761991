import { parse } from 'csv-parse'
import type { ReplaySettings, Site } from '../../../contract/settings.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import type { Tag } from '../../../domain/telemetry/tag.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { excerptOf, type PlantReading, type Unreadable } from '../plant/formats/plant-message.ts'
import { createTagMapper } from '../plant/mapping.ts'
import { csvOptions, parseNumber, type RecordingLayout, readLayout } from './layout.ts'
import { openRecordingStream, readRecordingEnds, recordingName } from './recording-file.ts'
import { createRowTimeReader } from './row-time.ts'

/** One row: its samples, and what of it could not be read. */
export interface RecordedRow {
  /** Epoch ms; null where the row's time could not be read. */
  readonly at: number | null
  readonly samples: readonly Sample[]
  readonly unreadable: readonly Unreadable[]
}

/** A recorded plant. */
export interface Recording {
  /** The file's name without its folder. */
  readonly name: string
  readonly tags: readonly Tag[]
  /** Usual distance of two rows in ms. */
  readonly periodMs: number
  /** Times of the first and the last row, epoch ms. */
  readonly first: number
  readonly last: number
  /** The rows in the order of the file. Throws while iterating where the file can't be read on. */
  rows(): AsyncGenerator<RecordedRow, void, undefined>
}

/** Opens a recording and finds its layout. @throws Error with one clear line where it can't be played. */
export async function openRecording(settings: ReplaySettings, site: Site): Promise<Recording> {
  const { file, timeColumn } = settings
  const zone = settings.zone ?? site.zone
  const ends = await readRecordingEnds(file)
  const layout = requireLayout(file, () => readLayout(ends, timeColumn, zone))
  const mapping = createTagMapper(settings.mapping)
  // Every column has its tag from the start, in the order of the file.
  mapping.apply(layout.valueColumns.map(({ name }) => toReading(name, layout.first, 0)))
  return {
    name: recordingName(file),
    tags: mapping.tags().map((tag) => ({ ...tag, periodMs: layout.periodMs })),
    periodMs: layout.periodMs,
    first: layout.first,
    last: layout.last,
    rows: () => readRows(file, zone, layout, mapping.apply),
  }
}

function requireLayout(file: string, read: () => RecordingLayout): RecordingLayout {
  try {
    return read()
  } catch (error) {
    throw new Error(`The recording ${file} can't be played: ${reasonOf(error)}`)
  }
}

async function* readRows(
  file: string,
  zone: string,
  layout: RecordingLayout,
  toSamples: ReturnType<typeof createTagMapper>['apply'],
): AsyncGenerator<RecordedRow, void, undefined> {
  const rowTime = createRowTimeReader(layout.timeFormat, zone)
  const bytes = await openRecordingStream(file)
  const parser = parse({ ...csvOptions(layout.delimiter, layout.quoted), from: 2 })
  bytes.on('error', (error) => parser.destroy(error))
  bytes.pipe(parser)
  let previous = Number.NEGATIVE_INFINITY
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      const at = rowTime(row[layout.timeColumn] ?? '', previous)
      if (at === null) {
        const reason = 'The row has no time that can be read.'
        yield { at, samples: [], unreadable: [{ reason, excerpt: excerptOf(row.join(layout.delimiter)) }] }
        continue
      }
      previous = Math.max(previous, at)
      yield readRow(row, at, layout, toSamples)
    }
  } finally {
    bytes.destroy()
    parser.destroy()
  }
}

/** An empty cell is a value that wasn't measured: no sample, and no trouble. */
function readRow(
  row: readonly string[],
  at: number,
  layout: RecordingLayout,
  toSamples: ReturnType<typeof createTagMapper>['apply'],
): RecordedRow {
  const readings: PlantReading[] = []
  const wrong: string[] = []
  for (const { index, name } of layout.valueColumns) {
    const cell = row[index] ?? ''
    if (cell === '') continue
    const value = parseNumber(cell, layout.delimiter)
    if (Number.isFinite(value)) readings.push(toReading(name, at, value))
    else wrong.push(name)
  }
  const { samples, unreadable } = toSamples(readings)
  if (wrong.length === 0) return { at, samples, unreadable }
  const reason = `Not a number: ${wrong.slice(0, 3).join(', ')}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''}.`
  return { at, samples, unreadable: [...unreadable, { reason, excerpt: excerptOf(row.join(layout.delimiter)) }] }
}

function toReading(name: string, at: number, value: number): PlantReading {
  return { name, at, value, quality: 'good', unit: null }
}
