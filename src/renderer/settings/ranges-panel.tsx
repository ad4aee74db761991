import type { TagRange } from '../../contract/settings.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { useDraftValue, useFieldError } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { decimalsOf } from '../format/numbers.ts'
import { useEngine } from '../page/page-context.ts'

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
        <table className="ranges">
          <thead>
            <tr>
              <th scope="col">Tag</th>
              {RANGE_FIELDS.map(([key, name]) => (
                <th key={key} scope="col">
                  {name}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {tags.map((tag) => (
              <RangeRow key={tag.id} tag={tag} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function RangeRow({ tag }: { readonly tag: Tag }) {
  const { value, change } = useDraftValue(['ranges', tag.id])
  const currentRange = useEngine((state) => state.ranges[tag.id])
  const error = useFieldError(['ranges', tag.id])
  const name = tag.description || tag.id
  const formatLimit = (at: number) => formatNumber(at, decimalsOf(tag.unit, currentRange?.max ?? 0))
  const customize = () => change(currentRange ?? { min: 0, normalLow: 0, normalHigh: 100, max: 100 })
  return (
    <tr>
      <th scope="row">
        {name} <span className="unit">{tag.unit}</span>
        {error !== '' && <span className="field-error">{error}</span>}
      </th>
      {RANGE_FIELDS.map(([key, part]) => (
        <td key={key} data-part={part}>
          {value === undefined ? (
            <span className="usual">{currentRange === undefined ? '–' : formatLimit(currentRange[key])}</span>
          ) : (
            <NumberField path={['ranges', tag.id, key]} label={`${part} of ${name}`} inTable />
          )}
        </td>
      ))}
      <td>
        {value === undefined ? (
          <button type="button" aria-label={`Set the range of ${name}`} onClick={customize}>
            Set
          </button>
        ) : (
          <button type="button" aria-label={`Range of ${name} from its last week`} onClick={() => change(undefined)}>
            From last week
          </button>
        )}
      </td>
    </tr>
  )
}
