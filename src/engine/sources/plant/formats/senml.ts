import { z } from 'zod'
import { SECOND } from '../../../../domain/time/time.ts'
import { describeSchemaError } from './canonical.ts'
import {
  createProblemList,
  excerptOf,
  MAX_NAME_LENGTH,
  type ParsedMessages,
  type PlantReading,
} from './plant-message.ts'
import { checkTimestamp } from './timestamp.ts'

/** RFC 8428, section 4.5.3: times below are relative to now, in seconds. */
const RELATIVE_BELOW = 2 ** 28
/** RFC 8428, section 4.4: the version that this reads; a higher one must not be processed. */
const VERSION = 10

const RecordSchema = z.looseObject({
  bn: z.string().optional(),
  bt: z.number().optional(),
  bu: z.string().optional(),
  bv: z.number().optional(),
  bver: z.number().optional(),
  n: z.string().optional(),
  t: z.number().optional(),
  u: z.string().optional(),
  v: z.unknown().optional(),
  vb: z.unknown().optional(),
})
type SenmlRecord = z.infer<typeof RecordSchema>

/** Labels by which a record has a value, of whatever kind. */
const VALUE_LABELS = ['v', 'vb', 'vs', 'vd', 's']

/** Whether a JSON value means to be a SenML pack: a list of records with SenML's labels. */
export function isSenml(json: unknown): boolean {
  return Array.isArray(json) && json.length > 0 && json.every(isRecord)
}

function isRecord(json: unknown): boolean {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  return ['n', 'bn', 'v', 'vb', 'bver', 'bt'].some((label) => label in json)
}

/**
 * Reads a SenML pack (RFC 8428): base fields hold until they are set anew, times are seconds, from the epoch or
 * relative to `now` (epoch ms). A pack is one message; it carries no number.
 */
export function parseSenml(pack: readonly unknown[], now: number): ParsedMessages {
  const base: SenmlRecord = {}
  const troubles = createProblemList()
  const readings: PlantReading[] = []
  for (const [index, json] of pack.entries()) {
    const read = RecordSchema.safeParse(json)
    if (!read.success) {
      troubles.add(describeSchemaError(read.error).replace(/\.$/, ''), `record ${index + 1}`)
      continue
    }
    const record = read.data
    const required = Object.keys(record).find((label) => label.endsWith('_'))
    if (required !== undefined)
      return refuseMessage(`The label ${excerptOf(required)} must be understood, and isn't.`, pack)
    if ((record.bver ?? VERSION) > VERSION) return refuseMessage(`SenML of version ${record.bver} can't be read.`, pack)
    for (const label of ['bn', 'bt', 'bu', 'bv'] as const)
      if (record[label] !== undefined) setBaseField(base, record, label)
    if (!VALUE_LABELS.some((label) => label in record)) continue
    const resolved = resolveRecord(base, record, now)
    if ('trouble' in resolved) troubles.add(resolved.trouble, resolved.name)
    else readings.push(resolved)
  }
  return { messages: [{ seq: null, series: '', historical: false, readings }], unreadable: troubles.list(pack) }
}

function setBaseField<L extends 'bn' | 'bt' | 'bu' | 'bv'>(base: SenmlRecord, record: SenmlRecord, label: L) {
  base[label] = record[label]
}

/** A record with the base fields applied (RFC 8428, section 4.6). */
function resolveRecord(
  base: SenmlRecord,
  record: SenmlRecord,
  now: number,
): PlantReading | { trouble: string; name: string } {
  const name = `${base.bn ?? ''}${record.n ?? ''}`
  if (name === '' || name.length > MAX_NAME_LENGTH) return { trouble: 'Name empty or too long', name }
  const value =
    typeof record.v === 'number' ? record.v + (base.bv ?? 0) : typeof record.vb === 'boolean' ? Number(record.vb) : null
  if (value === null || !Number.isFinite(value)) return { trouble: 'Not a number', name }
  const seconds = (base.bt ?? 0) + (record.t ?? 0)
  const time = checkTimestamp(seconds < RELATIVE_BELOW ? now + seconds * SECOND : seconds * SECOND, now)
  if ('trouble' in time) return { trouble: `It has ${time.trouble}`, name }
  return { name, at: time.at, value, quality: 'good', unit: record.u ?? base.bu ?? null }
}

function refuseMessage(reason: string, pack: readonly unknown[]): ParsedMessages {
  return { messages: [], unreadable: [{ reason, excerpt: excerptOf(pack) }] }
}
