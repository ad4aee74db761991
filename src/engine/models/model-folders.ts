import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type ModelCard, ModelCardSchema } from '../../contract/schemas/models.ts'
import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { ModelFolders } from '../ml/inference/forecaster-port.ts'
import { codeOf, reasonOf } from '../runtime/engine-error.ts'

/** A model's folder with its card. */
export interface FoundModel {
  readonly card: ModelCard
  readonly folder: string
  readonly shipped: boolean
}

/** Models that could be read, and why others could not, a sentence each. */
export interface FoundModels {
  readonly models: readonly FoundModel[]
  readonly notices: readonly string[]
}

/** Names that a model's folder has while it is being written, or replaced. */
const UNFINISHED = /\.(new|old)$/

/** What each horizon's models are called, as folders and in ids. */
export const HORIZON_SLUGS: Readonly<Record<Horizon, string>> = { nextHour: 'next-hour', nextDay: 'next-day' }

/** The folders of the shipped models. */
export function shippedFolders(modelsDir: string): ModelFolders {
  return { nextHour: join(modelsDir, HORIZON_SLUGS.nextHour), nextDay: join(modelsDir, HORIZON_SLUGS.nextDay) }
}

/** Reads the cards of the shipped models and of all in `ownDir`. A folder that holds no model is a notice, never an error. */
export function findModels(modelsDir: string, ownDir: string): FoundModels {
  const shipped = shippedFolders(modelsDir)
  const places = [
    ...HORIZONS.map((horizon) => ({ folder: shipped[horizon], shipped: true })),
    ...listModelFolders(ownDir).map((name) => ({ folder: join(ownDir, name), shipped: false })),
  ]
  const models: FoundModel[] = []
  const notices: string[] = []
  for (const place of places) {
    const read = tryReadCard(place.folder)
    const other = 'card' in read && models.find(({ card }) => card.id === read.card.id)
    if ('reason' in read) notices.push(`The model in ${place.folder} can't be used: ${read.reason}.`)
    else if (other) notices.push(`The model in ${place.folder} is left out: its id is that of ${other.folder}.`)
    else if (place.shipped && place.folder !== shipped[read.card.horizon])
      notices.push(`The model in ${place.folder} can't be used: it is of the other horizon.`)
    else models.push({ ...place, card: read.card })
  }
  return { models, notices }
}

/** Deletes what a process that was killed left half-written in `ownDir`. */
export function clearUnfinished(ownDir: string): void {
  for (const name of listNames(ownDir)) {
    if (UNFINISHED.test(name)) rmSync(join(ownDir, name), { recursive: true, force: true })
  }
}

/** An id for a model made at `now` (epoch ms) that no folder in `ownDir` has: `next-hour-2026-11-24-1532`. */
export function newModelId(name: string, now: number, ownDir: string, isTaken: (id: string) => boolean): string {
  const minute = new Date(now).toISOString().slice(0, 16).replace('T', '-').replace(':', '')
  const first = `${name}-${minute}`
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? first : `${first}-${count}`
    if (!isTaken(id) && !existsSync(join(ownDir, id))) return id
  }
}

function tryReadCard(folder: string): { readonly card: ModelCard } | { readonly reason: string } {
  try {
    return { card: ModelCardSchema.parse(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'))) }
  } catch (error) {
    if (error instanceof z.ZodError) {
      const [issue] = error.issues
      return { reason: `its card.json is not as expected (${issue?.path.join('.')}: ${issue?.message})` }
    }
    if (error instanceof SyntaxError) return { reason: 'its card.json is damaged' }
    return { reason: codeOf(error) === 'ENOENT' ? 'it has no card.json' : reasonOf(error) }
  }
}

function listModelFolders(ownDir: string): string[] {
  return readFolderIfExists(ownDir)
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !UNFINISHED.test(entry.name))
    .map(({ name }) => name)
    .sort()
}

function listNames(ownDir: string): string[] {
  return readFolderIfExists(ownDir).map(({ name }) => name)
}

function readFolderIfExists(folder: string) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : []
}
