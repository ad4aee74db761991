import type { Sample } from '../../domain/telemetry/sample.ts'
import { ROLE_TAGS, type Tag, type TagRole } from '../../domain/telemetry/tag.ts'
import type { SourceSink } from './source.ts'

/**
 * A sink in front of `sink` that adds what the plant doesn't measure and what follows from the balance at its
 * connection: load = grid import + solar. A plant with a load alone has no solar, and the grid carries all of it.
 * Values are derived from samples of the same time only.
 */
export function addEnergyBalance(sink: SourceSink): SourceSink {
  let derive: ((samples: readonly Sample[]) => Sample[]) | null = null
  return {
    ...sink,
    onTags(tags) {
      const missing = findMissingRole(tags)
      derive = missing === null ? null : (samples) => deriveMissing(samples, missing, findSolarId(tags))
      const periodMs = tags.find((tag) => tag.role === 'load' || tag.role === 'gridImport')?.periodMs
      if (missing === null || periodMs === undefined) return sink.onTags(tags)
      sink.onTags([...tags, { ...ROLE_TAGS[missing], periodMs }])
    },
    onSamples(samples, past) {
      sink.onSamples(derive === null ? samples : [...samples, ...derive(samples)], past)
    },
  }
}

/** Which of load and grid import is missing while the other is there; null where both or none are. */
function findMissingRole(tags: readonly Tag[]): 'load' | 'gridImport' | null {
  const has = (role: TagRole) => tags.some((tag) => tag.role === role)
  if (has('load') === has('gridImport')) return null
  return has('load') ? 'gridImport' : 'load'
}

const findSolarId = (tags: readonly Tag[]) => tags.find((tag) => tag.role === 'solar')?.id ?? null

/** Source: Kirchhoff's law at the point of connection, with storage counted as load. */
function deriveMissing(samples: readonly Sample[], missing: 'load' | 'gridImport', solarTag: string | null): Sample[] {
  const known = missing === 'load' ? ROLE_TAGS.gridImport.id : ROLE_TAGS.load.id
  const solarAt = new Map<number, Sample>()
  if (solarTag !== null) for (const sample of samples) if (sample.tag === solarTag) solarAt.set(sample.at, sample)
  const sign = missing === 'load' ? 1 : -1
  const derived: Sample[] = []
  for (const sample of samples) {
    if (sample.tag !== known) continue
    const solar = solarAt.get(sample.at)
    if (solarTag !== null && solar === undefined) continue
    const quality = solar === undefined || sample.quality !== 'good' ? sample.quality : solar.quality
    derived.push({ ...sample, tag: missing, value: sample.value + sign * (solar?.value ?? 0), quality })
  }
  return derived
}
