import { join } from 'node:path'
import { z } from 'zod'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import { readJsonFile, writeJsonFile } from '../runtime/json-file.ts'

/** A model's id; null is the one that is shipped with EcoPulse, whatever its id is in this version. */
const Choice = z.string().min(1).nullable()
const OfHorizonSchema = z.object({
  inUse: Choice,
  /** Those that were in use before it, the last one first, each once. */
  before: z.array(Choice),
})
const InUseSchema = z.object({ nextHour: OfHorizonSchema, nextDay: OfHorizonSchema })

/** Which model of each horizon is in use, and which were. */
export type InUse = Readonly<Record<Horizon, Readonly<z.infer<typeof OfHorizonSchema>>>>

const SHIPPED: InUse = { nextHour: { inUse: null, before: [] }, nextDay: { inUse: null, before: [] } }
/** Models that were in use are remembered up to this many. */
const MAX_BEFORE = 20

const fileIn = (folder: string) => join(folder, 'in-use.json')

/**
 * Reads `in-use.json` in the folder of the models; the shipped ones where there is none. One that can't be understood
 * is put aside under a new name, and answered as a sentence.
 * @param now Epoch ms; null where nothing may be changed.
 */
export function readInUse(
  folder: string,
  now: number | null,
): { readonly inUse: InUse; readonly notice: string | null } {
  const file = fileIn(folder)
  const content = readJsonFile(file, InUseSchema, now)
  if (content.kind === 'valid') return { inUse: content.value, notice: null }
  return { inUse: SHIPPED, notice: content.kind === 'missing' ? null : describeDamage(file, content.aside) }
}

/** Writes which models are in use, whole or not at all. */
export function writeInUse(folder: string, inUse: InUse): void {
  writeJsonFile(fileIn(folder), inUse)
}

/** What is in use once `id` (null is the shipped one) is taken for the horizon. */
export function putInUse(inUse: InUse, horizon: Horizon, id: string | null): InUse {
  const { inUse: left, before } = inUse[horizon]
  if (left === id) return inUse
  const others = before.filter((other) => other !== id && other !== left)
  return { ...inUse, [horizon]: { inUse: id, before: [left, ...others].slice(0, MAX_BEFORE) } }
}

function describeDamage(file: string, aside: string | null): string {
  if (aside === null) return `${file} could not be understood: the shipped models are used.`
  return `Which models are in use could not be understood, and was put aside as ${aside}: the shipped models are used.`
}
