import type { TagRange } from '../../contract/settings.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { useDraftValue, useFieldError } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { decimalsOf } from '../format/numbers.ts'
import { useEngine } from '../page/page-context.ts'
import { type Column, DataTable } from '../table/data-table.tsx'

const RANGE_FIELDS = [
  ['min', 'Lower limit'],
  ['normalLow', 'Normal from'],
  ['normalHigh', 'Normal to'],
  ['max', 'Upper limit'],
] as const satisfies readonly (readonly [keyof TagRange, string])[]

/** Limits and normal ranges; a tag without one of its own gets it from its last week. */
export function RangesPanel() {
  const tags = useEngine((state) => state.tags)
  return (
    <section className="panel" aria-labelledby="ranges-title">
      <h2 id="ranges-title">Limits and normal ranges</h2>
      {tags.length === 0 ? (
        <p className="hint">The source’s tags are listed here when it has sent its first values.</p>
      ) : (
        <DataTable
          className="ranges"
          caption="Limits and normal range of each tag"
          columns={COLUMNS}
          rows={tags}
          rowKey={({ id }) => id}
          cards
        />
      )}
    </section>
  )
}

/** The tag's own range, the one of its last week, and how to change it. */
function useRange({ id }: Tag) {
  const { value, change } = useDraftValue(['ranges', id])
  const currentRange = useEngine((state) => state.ranges[id])
  return { own: value !== undefined, usual: currentRange, change }
}

const nameOf = ({ description, id }: Tag) => description || id

interface RangeProps {
  readonly tag: Tag
}

function RangeTagName({ tag }: RangeProps) {
  const error = useFieldError(['ranges', tag.id])
  return (
    <>
      {nameOf(tag)} <span className="unit">{tag.unit}</span>
      {error !== '' && <span className="field-error">{error}</span>}
    </>
  )
}

function RangePart({ tag, part: [key, name] }: RangeProps & { readonly part: (typeof RANGE_FIELDS)[number] }) {
  const { own, usual: currentRange } = useRange(tag)
  if (own) return <NumberField path={['ranges', tag.id, key]} label={`${name} of ${nameOf(tag)}`} inTable />
  const formatLimit =
    currentRange === undefined ? '–' : formatNumber(currentRange[key], decimalsOf(tag.unit, currentRange.max))
  return <span className="usual">{formatLimit}</span>
}

function RangeAction({ tag }: RangeProps) {
  const { own, usual: currentRange, change } = useRange(tag)
  const customize = () => change(currentRange ?? { min: 0, normalLow: 0, normalHigh: 100, max: 100 })
  return own ? (
    <button type="button" aria-label={`Range of ${nameOf(tag)} from its last week`} onClick={() => change(undefined)}>
      From last week
    </button>
  ) : (
    <button type="button" aria-label={`Set the range of ${nameOf(tag)}`} onClick={customize}>
      Set
    </button>
  )
}

const COLUMNS: readonly Column<Tag>[] = [
  { kind: 'name', head: 'Tag', cell: (tag) => <RangeTagName tag={tag} /> },
  ...RANGE_FIELDS.map(
    (part): Column<Tag> => ({
      kind: 'field',
      head: part[1],
      width: '7.5rem',
      cell: (tag) => <RangePart tag={tag} part={part} />,
    }),
  ),
  { kind: 'action', head: '', width: '10rem', cell: (tag) => <RangeAction tag={tag} /> },
]
