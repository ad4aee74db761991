import { z } from 'zod'
import type { Quality } from '../../../../domain/telemetry/sample.ts'
import { describeSchemaError } from './canonical.ts'
import {
  createProblemList,
  excerptOf,
  MAX_NAME_LENGTH,
  type ParsedMessages,
  type PlantMessage,
  type PlantReading,
} from './plant-message.ts'
import { readTimestamp } from './timestamp.ts'

const Id = z.union([z.string(), z.number()])

/** A DataSetMessage of OPC UA PubSub in JSON (OPC 10000-14, section 7.2.5). */
const DataSetSchema = z.looseObject({
  DataSetWriterId: Id.optional(),
  DataSetWriterName: z.string().optional(),
  SequenceNumber: z.number().int().nonnegative().optional(),
  Timestamp: z.string().optional(),
  Status: z.unknown().optional(),
  MessageType: z.string().optional(),
  Payload: z.record(z.string(), z.unknown()).optional(),
})
type DataSet = z.infer<typeof DataSetSchema>

const NetworkSchema = z.looseObject({
  MessageId: z.string().optional(),
  MessageType: z.string().optional(),
  PublisherId: Id.optional(),
  Messages: z.union([z.array(z.unknown()), z.looseObject({})]).optional(),
})

/** Whether a JSON value means to be a message of OPC UA PubSub, with its network header or without. */
export function isOpcUa(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return false
  return (
    'Messages' in json || 'Payload' in json || ('MessageType' in json && String(json.MessageType).startsWith('ua-'))
  )
}

/** Reads a NetworkMessage or a lone DataSetMessage. A value without any time is of `now` (epoch ms). */
export function parseOpcUa(json: unknown, now: number): ParsedMessages {
  const network = NetworkSchema.safeParse(json)
  if (!network.success)
    return { messages: [], unreadable: [{ reason: describeSchemaError(network.error), excerpt: excerptOf(json) }] }
  const { MessageId = '', MessageType = 'ua-data', PublisherId = '', Messages = json } = network.data
  // Metadata, discovery and signs of life hold no values.
  if (MessageType !== 'ua-data' && Messages === json && !('Payload' in network.data))
    return { messages: [], unreadable: [] }
  const numbered = /^\d{1,15}$/.test(MessageId) ? Number(MessageId) : null
  const messages: PlantMessage[] = []
  const troubles = createProblemList()
  for (const [index, item] of (Array.isArray(Messages) ? Messages : [Messages]).entries()) {
    const read = DataSetSchema.safeParse(item)
    if (!read.success) {
      troubles.add(describeSchemaError(read.error).replace(/\.$/, ''), `message ${index + 1}`)
      continue
    }
    const set = read.data
    const writer = set.DataSetWriterId ?? set.DataSetWriterName ?? ''
    const own = set.SequenceNumber !== undefined
    messages.push({
      seq: set.SequenceNumber ?? (index === 0 ? numbered : null),
      series: own ? `${PublisherId}/${writer}` : `${PublisherId}`,
      historical: false,
      readings: readPayload(set, now, troubles.add),
    })
  }
  return { messages, unreadable: troubles.list(json) }
}

function readPayload(set: DataSet, now: number, trouble: (reason: string, name: string) => void): PlantReading[] {
  const readings: PlantReading[] = []
  for (const [name, item] of Object.entries(set.Payload ?? {})) {
    if (name === '' || name.length > MAX_NAME_LENGTH) {
      trouble('Name empty or too long', name)
      continue
    }
    const field = typeof item === 'object' && item !== null && !Array.isArray(item) ? item : { Value: item }
    const value = readNumber(field)
    if (value === null) {
      trouble('Not a number', name)
      continue
    }
    const time = readTimestamp(readTime(field, set) ?? now, now)
    if ('trouble' in time) trouble(`It has ${time.trouble}`, name)
    else readings.push({ name, at: time.at, value, quality: readQuality(field, set), unit: null })
  }
  return readings
}

/** A DataValue holds a Variant, and that a value: nothing is nested deeper than this. */
const DEEPEST = 3

/** The number in a DataValue: plain, in a Variant (`Body`), or a 64-bit integer, which JSON carries as text. */
function readNumber(field: object, depth = 0): number | null {
  const held = 'Value' in field ? field.Value : 'Body' in field ? field.Body : undefined
  if (typeof held === 'object' && held !== null && !Array.isArray(held))
    return depth < DEEPEST ? readNumber(held, depth + 1) : null
  if (typeof held === 'boolean') return Number(held)
  const value = typeof held === 'string' && /^-?\d{1,20}$/.test(held) ? Number(held) : held
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

function readTime(field: object, set: DataSet): unknown {
  const own = 'SourceTimestamp' in field ? field.SourceTimestamp : null
  return own ?? ('ServerTimestamp' in field ? field.ServerTimestamp : null) ?? set.Timestamp
}

/** The two highest bits of a status code are its severity (OPC 10000-4, section 7.38). */
function readQuality(field: object, set: DataSet): Quality {
  const status = 'StatusCode' in field ? field.StatusCode : (set.Status ?? 0)
  const code = typeof status === 'object' && status !== null && 'Code' in status ? status.Code : status
  if (status === null) return 'good'
  if (typeof code !== 'number') return 'uncertain'
  const severity = (code >>> 30) & 3
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad'
}
