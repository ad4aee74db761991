import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { Latest } from '../../contract/schemas/values.ts'
import type { TagRange } from '../../contract/settings.ts'
import type { AlarmKind, AlarmRule } from '../../domain/alarms/alarm.ts'
import type { AlarmLimits } from '../../domain/alarms/alarm-condition.ts'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import type { Tag, TagRole } from '../../domain/telemetry/tag.ts'
import type { Source } from '../sources/source.ts'
import type { FreeSpace } from './disk-space.ts'
import type { LoadAnomaly } from './load-anomaly.ts'
import type { UsualPeaks } from './usual-peaks.ts'

/** All that alarms are judged by, at one moment of the engine's clock. */
export interface PlantSnapshot {
  readonly now: number
  readonly source: Source['kind']
  /** Silence longer than this, in ms, makes a value old. */
  readonly staleAfterMs: number
  readonly connection: Connection
  /** The tags of the source, and those it had earlier in this session, by id. */
  readonly tags: ReadonlyMap<string, Tag>
  readonly latest: ReadonlyMap<string, Latest>
  readonly ranges: Readonly<Record<string, TagRange>>
  /** When the last sample of a tag was received while the plant was observed; null where none has. */
  arrivedAt(tag: string): number | null
  /** When the observation began, epoch ms: what came before is unknown. */
  readonly observedSince: number
  /** When the last sample of any tag was received, or when the observation began. */
  readonly anyArrivedAt: number
  readonly rules: Readonly<Record<AlarmKind, AlarmRule>>
  readonly running: RunningDemand | null
  readonly standing: DemandStanding | null
  readonly usualPeaks: UsualPeaks
  /** Null while there is nothing to compare the load with, or too little of it. */
  readonly loadAnomaly: LoadAnomaly | null
  /** Why the load can't be compared with a forecast, in a sentence; null where it can. */
  readonly noForecastReason: string | null
  readonly disk: FreeSpace | null
  /** The site's time of the day at `at`: «14:30». */
  timeOfDay(at: number): string
}

/** What one alarm reads of the plant. */
export interface AlarmReading {
  /** The value, in the unit of its rule's limits; null where it is unknown now. */
  readonly value: number | null
  readonly unit: string
  /** What it is compared with, where that isn't the rule's own. */
  readonly limits?: AlarmLimits
  /** How far the value must be beyond the limit to raise the alarm, in its unit; 0 where it is left out. */
  readonly allowance?: number
  /** Why it means nothing now, by design, in a sentence; null where it does mean something. */
  readonly suppressed: string | null
  /** The value as a sentence: how it is, or was, beyond `limit`; or, where `limit` is null, how it is. */
  describe(limit: number | null, verb: 'is' | 'was'): string
  /** What the operator should do. */
  readonly advice: string
}

/** Reads the alarms of one kind. */
export interface AlarmKindDefinition {
  /** Ids of the tags that there is an alarm for; null is the plant as a whole. */
  subjects(plant: PlantSnapshot): readonly (string | null)[]
  /** @param wasSuppressed A moment ago, where the reading depends on that. */
  read(plant: PlantSnapshot, tag: string | null, wasSuppressed: boolean): AlarmReading
}

/** The ids of the tags that have a role. */
export function tagIdsWithRole(plant: PlantSnapshot, role: TagRole): string[] {
  return [...plant.tags.values()].filter((tag) => tag.role === role).map(({ id }) => id)
}

/** How a tag is called in a sentence. */
export function tagName({ tags }: PlantSnapshot, tag: string): string {
  return tags.get(tag)?.description || tag
}

/** For how long a tag has sent nothing, in ms of the engine's clock: since the observation began at the most. */
export function silentMs(plant: PlantSnapshot, tag: string): number {
  return plant.now - (plant.arrivedAt(tag) ?? plant.observedSince)
}

/** How long a tag may be silent before its value is old, in ms of the engine's clock. */
function tagStaleAfterMs(plant: PlantSnapshot, tag: string): number {
  return Math.max(plant.staleAfterMs, 3 * (plant.tags.get(tag)?.periodMs ?? 0))
}

/** The newest value of a tag; null where it is old, bad, or there is none. */
export function readFreshValue(plant: PlantSnapshot, tag: string): number | null {
  const newest = plant.latest.get(tag)
  if (newest === undefined || newest.quality === 'bad') return null
  const arrivedAt = plant.arrivedAt(tag)
  return arrivedAt === null || plant.now - arrivedAt > tagStaleAfterMs(plant, tag) ? null : newest.value
}
