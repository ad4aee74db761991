import { z } from 'zod'
import { QUALITIES, type Quality } from '../../../../domain/telemetry/sample.ts'
import {
  createProblemList,
  excerptOf,
  MAX_NAME_LENGTH,
  type ParsedMessages,
  type PlantReading,
} from './plant-message.ts'
import { readTimestamp } from './timestamp.ts'

const QualitySchema = z.enum(QUALITIES)

const CanonicalSchema = z.object({
  ts: z.union([z.string(), z.number()]),
  values: z.record(z.string(), z.unknown()),
  seq: z.number().int().nonnegative().optional(),
  /** The quality of all values, or of each by its name. */
  quality: z.union([QualitySchema, z.record(z.string(), z.unknown())]).optional(),
  historical: z.boolean().optional(),
})
type Canonical = z.infer<typeof CanonicalSchema>

/** Whether a JSON value means to be a canonical message. */
export function isCanonical(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'values' in json
}

/** Reads `{"ts": …, "values": {"name": number}}`, with optional seq, quality and historical. `now` is epoch ms. */
export function parseCanonical(json: unknown, now: number): ParsedMessages {
  const read = CanonicalSchema.safeParse(json)
  if (!read.success) return refuseMessage(describeSchemaError(read.error), json)
  const message = read.data
  const time = readTimestamp(message.ts, now)
  if ('trouble' in time) return refuseMessage(`The message has ${time.trouble}: ${excerptOf(message.ts)}.`, json)
  const troubles = createProblemList()
  const readings: PlantReading[] = []
  for (const [name, value] of Object.entries(message.values)) {
    if (name === '' || name.length > MAX_NAME_LENGTH) troubles.add('Name empty or too long', name)
    else if (typeof value === 'number' && Number.isFinite(value))
      readings.push({ name, at: time.at, value, quality: qualityOfValue(message, name), unit: null })
    else if (typeof value === 'boolean')
      readings.push({ name, at: time.at, value: value ? 1 : 0, quality: qualityOfValue(message, name), unit: null })
    else troubles.add('Not a number', name)
  }
  const { seq = null, historical = false } = message
  return { messages: [{ seq, series: '', historical, readings }], unreadable: troubles.list(json) }
}

/** A quality that is not understood is no good one. */
function qualityOfValue({ quality }: Canonical, name: string): Quality {
  if (quality === undefined) return 'good'
  if (typeof quality === 'string') return quality
  if (!Object.hasOwn(quality, name)) return 'good'
  return QualitySchema.catch('uncertain').parse(quality[name])
}

function refuseMessage(reason: string, json: unknown): ParsedMessages {
  return { messages: [], unreadable: [{ reason, excerpt: excerptOf(json) }] }
}

/** The first thing that is wrong, as a sentence. */
export function describeSchemaError(error: z.ZodError): string {
  const issue = error.issues[0]
  const where = issue?.path.join('.') ?? ''
  return `${where === '' ? 'The message' : `The field ${excerptOf(where)}`} is not as expected: ${issue?.message ?? 'unknown'}.`
}
