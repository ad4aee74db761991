import type { Connection } from '../src/domain/telemetry/connection.ts'
import type { Sample } from '../src/domain/telemetry/sample.ts'
import type { Tag } from '../src/domain/telemetry/tag.ts'
import type { Kept, SourceSink } from '../src/engine/sources/source.ts'

/** A sink that keeps all it is given. */
export interface KeptSink extends SourceSink {
  readonly all: {
    tags: readonly Tag[]
    readonly tagsTold: (readonly Tag[])[]
    readonly live: Sample[]
    readonly past: Sample[]
    readonly batches: (readonly Sample[])[]
    readonly connections: Connection[]
    readonly unreadable: { reason: string; excerpt: string }[]
    missed: number
  }
  /** Values of a tag that came live, in the order they came. */
  values(tag: string): number[]
  /** Where the connection stands. */
  state(): Connection['kind'] | null
}

export function createKeptSink(): KeptSink {
  const all: KeptSink['all'] = {
    tags: [],
    tagsTold: [],
    live: [],
    past: [],
    batches: [],
    connections: [],
    unreadable: [],
    missed: 0,
  }
  return {
    all,
    values: (tag) => all.live.filter((sample) => sample.tag === tag).map(({ value }) => value),
    state: () => all.connections.at(-1)?.kind ?? null,
    tags(tags) {
      all.tags = tags
      all.tagsTold.push(tags)
    },
    samples(samples, past) {
      if (past) for (const sample of samples) all.past.push(sample)
      else for (const sample of samples) all.live.push(sample)
      all.batches.push(samples)
    },
    connection: (connection) => void all.connections.push(connection),
    unreadable: (reason, excerpt) => void all.unreadable.push({ reason, excerpt }),
    missed(count) {
      all.missed += count
    },
  }
}

/** Waits until `holds`, turn by turn of the event loop; the test's own time limit ends a wait that is in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resume) => setTimeout(resume, 1))
}

/** A source that the store has nothing of. */
export const NOTHING_KEPT: Kept = { newestAt: null, quarterHours: new Set() }
