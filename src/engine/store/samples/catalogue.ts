import type { Tag, TagRole } from '../../../domain/telemetry/tag.ts'
import type { Database } from '../sqlite.ts'
import { ChangeTracker } from './change-tracker.ts'

/** A tag of a source, with what is known of its rows without reading them. */
export interface TagSeries {
  readonly id: number
  readonly sourceId: number
  tag: Tag
  /** Single samples kept. */
  samples: number
  newestAt: number | null
  /** What samples have changed since the last reading. */
  readonly changes: ChangeTracker
  /** From here on single samples are whole; minutes before it may be sealed. */
  rawFrom: number
  /** From here on minutes are whole; quarter-hours before it may be sealed. */
  minuteFrom: number
}

interface SeriesRow extends Omit<Tag, 'id' | 'periodMs'> {
  readonly id: number
  readonly name: string
  readonly sourceId: number
  readonly tag: string
  readonly role: TagRole
  readonly period: number
  readonly samples: number
  readonly newest: number | null
  readonly rawFrom: number | null
  readonly minuteFrom: number | null
}

const NO_SERIES: ReadonlyMap<string, TagSeries> = new Map()

/** Sources and their series, read once: this is the only writer of its file. */
export class Catalogue {
  readonly #db: Database
  readonly #sources = new Map<string, { readonly id: number; readonly series: Map<string, TagSeries> }>()

  constructor(db: Database) {
    this.#db = db
    for (const row of db.prepare<[], { id: number; name: string }>('SELECT id, name FROM source').all()) {
      this.#sources.set(row.name, { id: row.id, series: new Map() })
    }
    this.#load()
  }

  #load(): void {
    const rows = this.#db.prepare<[], SeriesRow>(`
      SELECT series.id, source.name, source.id AS sourceId, tag, role, unit, description, period, samples, newest,
        raw_from AS rawFrom, minute_from AS minuteFrom
      FROM series JOIN source ON source.id = series.source ORDER BY series.id`)
    for (const row of rows.all()) {
      const { role, unit, description } = row
      this.#sources.get(row.name)?.series.set(row.tag, {
        id: row.id,
        sourceId: row.sourceId,
        tag: { id: row.tag, role, unit, description, periodMs: row.period },
        samples: row.samples,
        newestAt: row.newest,
        changes: new ChangeTracker(),
        rawFrom: row.rawFrom ?? Number.NEGATIVE_INFINITY,
        minuteFrom: row.minuteFrom ?? Number.NEGATIVE_INFINITY,
      })
    }
  }

  /** Names of the sources that were ever registered. */
  sources(): readonly string[] {
    return [...this.#sources.keys()]
  }

  /** Series of a source by tag; none for a source that was never registered. */
  series(source: string): ReadonlyMap<string, TagSeries> {
    return this.#sources.get(source)?.series ?? NO_SERIES
  }

  /** Every series of every source. */
  all(): TagSeries[] {
    return this.sources().flatMap((source) => [...this.series(source).values()])
  }

  /** The source's key in the file; null where it is not known yet. */
  sourceId(source: string): number | null {
    return this.#sources.get(source)?.id ?? null
  }

  /** Adds tags, or changes their fields; tags that are not named stay. */
  register(source: string, tags: readonly Tag[]): void {
    for (const tag of tags) requireValidTag(tag)
    const put = this.#db.prepare<[number, string, string, string, string, number], number>(`
      INSERT INTO series (source, tag, role, unit, description, period) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (source, tag) DO UPDATE SET
        role = excluded.role, unit = excluded.unit, description = excluded.description, period = excluded.period
      RETURNING id`)
    const ids = this.#db.transaction(() => {
      const sourceId = this.sourceId(source) ?? this.#addSource(source)
      return {
        sourceId,
        series: tags.map((tag) =>
          Number(put.pluck().get(sourceId, tag.id, tag.role, tag.unit, tag.description, tag.periodMs)),
        ),
      }
    })()
    this.#remember(source, ids.sourceId, tags, ids.series)
  }

  /** Key of the source, which is added to the file where it is new. */
  #addSource(source: string): number {
    return Number(this.#db.prepare('INSERT INTO source (name) VALUES (?) RETURNING id').pluck().get(source))
  }

  #remember(source: string, sourceId: number, tags: readonly Tag[], ids: readonly number[]): void {
    const entry = this.#sources.get(source) ?? { id: sourceId, series: new Map<string, TagSeries>() }
    this.#sources.set(source, entry)
    for (const [i, tag] of tags.entries()) {
      const known = entry.series.get(tag.id)
      const id = ids[i]
      if (known) known.tag = tag
      else if (id !== undefined) entry.series.set(tag.id, createSeries(id, sourceId, tag))
    }
  }
}

function createSeries(id: number, sourceId: number, tag: Tag): TagSeries {
  return {
    id,
    sourceId,
    tag,
    samples: 0,
    newestAt: null,
    changes: new ChangeTracker(),
    rawFrom: Number.NEGATIVE_INFINITY,
    minuteFrom: Number.NEGATIVE_INFINITY,
  }
}

function requireValidTag(tag: Tag): void {
  if (!(Number.isFinite(tag.periodMs) && tag.periodMs > 0)) {
    throw new RangeError(`The period of tag ${tag.id} is ${tag.periodMs} ms: it must be positive`)
  }
}
