import type { TagMapping } from '../../../contract/settings.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag, type TagRole } from '../../../domain/telemetry/tag.ts'
import { excerptOf, type PlantReading, type Unreadable } from './formats/plant-message.ts'
import { conversionFactor, findRole, unitFromName } from './known-names.ts'

/** Tags of one source at the most. */
export const MAX_TAGS = 200

/** A tag by its name alone: its period is known later. */
export type NamedTag = Omit<Tag, 'periodMs'>

/** Converts a plant's readings to samples of tags. Keeps which name became which tag. */
export interface TagMapper {
  /** Samples of the readings, and which of these could not become any. */
  apply(readings: readonly PlantReading[]): {
    readonly samples: readonly Sample[]
    readonly unreadable: readonly Unreadable[]
  }
  /** The tags so far, in the order in which they were first seen. */
  tags(): readonly NamedTag[]
}

interface Target {
  readonly tag: NamedTag
  readonly scale: number
}

/**
 * A mapping by `listed`, what an operator wrote down. Names that aren't listed get a role by their name where it is a
 * common one and the role is still free; all others become feeders under their own names. With `gridSign` `export` the
 * plant counts what it exports as positive.
 */
export function createTagMapper(listed: readonly TagMapping[], gridSign: 'import' | 'export' = 'import'): TagMapper {
  const byName = new Map<string, TagMapping>()
  for (const entry of listed) if (!byName.has(entry.name)) byName.set(entry.name, entry)
  const targets = new Map<string, Target>()
  /** Names with a target as they were first seen: roles are given out in another order. */
  const order: string[] = []
  // A role that is written down for some name is not given to another by guessing.
  const taken = new Map<TagRole, string>()
  for (const { name, role } of listed) if (role !== 'feeder' && !taken.has(role)) taken.set(role, name)

  const roleOf = (name: string): TagRole => {
    const role = byName.get(name)?.role ?? findRole(name)?.role ?? 'feeder'
    if (role === 'feeder') return role
    if (!taken.has(role)) taken.set(role, name)
    return taken.get(role) === name ? role : 'feeder'
  }
  const addTarget = ({ name, unit }: PlantReading) => {
    const target = createTarget(name, roleOf(name), byName.get(name), unit)
    const signed =
      target.tag.role === 'gridImport' && gridSign === 'export' ? { ...target, scale: -target.scale } : target
    targets.set(name, signed)
  }
  /** Better names first: what is listed, then the names of roles, then aliases in their order. */
  const rankOf = (name: string) => (byName.has(name) ? -1 : (findRole(name)?.rank ?? Number.MAX_SAFE_INTEGER))

  return {
    tags: () => order.flatMap((name) => targets.get(name)?.tag ?? []),
    apply(readings) {
      const fresh = new Map<string, PlantReading>()
      for (const reading of readings) if (!targets.has(reading.name)) fresh.set(reading.name, reading)
      const ranked = [...fresh.values()].sort((a, b) => rankOf(a.name) - rankOf(b.name))
      for (const reading of ranked.slice(0, MAX_TAGS - targets.size)) addTarget(reading)
      for (const name of fresh.keys()) if (targets.has(name)) order.push(name)
      const samples: Sample[] = []
      const unplaced: string[] = []
      for (const { name, at, value, quality } of readings) {
        const target = targets.get(name)
        const scaled = target === undefined ? Number.NaN : value * target.scale
        if (target === undefined || !Number.isFinite(scaled)) unplaced.push(name)
        else samples.push({ tag: target.tag.id, at, value: scaled, quality })
      }
      return { samples, unreadable: unplaced.length === 0 ? [] : [describeLeftOut(unplaced)] }
    },
  }
}

function createTarget(name: string, role: TagRole, entry: TagMapping | undefined, sent: string | null): Target {
  const stated = entry?.unit || null
  const scale = entry?.scale ?? 1
  const unit = stated ?? sent ?? unitFromName(name)
  if (role === 'feeder') {
    // A feeder's name may be that of a role that another name has.
    // Nor may it be one that every object has: tags are looked up by their ids, here and on the page.
    const id = Object.hasOwn(ROLE_TAGS, name) || name in Object.prototype ? `feeder:${name}` : name
    return {
      tag: { id, role, unit: unit === 'Cel' ? '°C' : (unit ?? ''), description: entry?.description || name },
      scale,
    }
  }
  const tag = ROLE_TAGS[role]
  // What is written down counts: a scale leads to kW unless another unit is written beside it.
  const factor = entry !== undefined && stated === null ? 1 : conversionFactor(tag.unit, unit)
  return { tag: { ...tag, description: entry?.description || tag.description }, scale: scale * factor }
}

function describeLeftOut(names: readonly string[]): Unreadable {
  const first = names.slice(0, 3).map((name) => excerptOf(name.slice(0, 40)))
  const list = names.length > 3 ? `${first.join(', ')} and ${names.length - 3} more` : first.join(', ')
  return {
    reason: `More than ${MAX_TAGS} tags, or a value out of range: ${list}.`,
    excerpt: excerptOf(names.slice(0, 20)),
  }
}
