import type { TagRange } from '../../contract/settings.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { TAG_ROLES, type Tag } from '../../domain/telemetry/tag.ts'
import { Sparkline } from '../chart/sparkline.tsx'
import { useMediaQuery } from '../chart/use-media-query.ts'
import { decimalsOf } from '../format/numbers.ts'
import { useEngine } from '../page/page-context.ts'
import { useTagAge } from '../page/use-tag-age.ts'
import { TagValue } from './tag-value.tsx'
import './now-panel.css'

/** Room for a seventh row. */
const TALL_SCREEN = '(min-height: 1000px)'

export function NowPanel() {
  const tags = useEngine((state) => state.tags)
  const maxRows = useMediaQuery(TALL_SCREEN) ? 7 : 6
  const values = sortByRole(tags)
  const shown = values.slice(0, maxRows)
  return (
    <section className="panel now-panel" aria-labelledby="now-title">
      <div className="panel-title">
        <h2 id="now-title">Now</h2>
        {values.length > shown.length && <span>{`${shown.length} of ${tags.length} tags; all in History`}</span>}
      </div>
      {shown.length === 0 ? (
        <p className="empty">No values yet. They appear here as the plant sends them.</p>
      ) : (
        <ul className="value-rows">
          {shown.map((tag) => (
            <TagRow key={tag.id} tag={tag} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** By role, in the order that is usual in the field. */
function sortByRole(tags: readonly Tag[]): Tag[] {
  // A counter only grows: it has no place on a bar, and is of use in demand alone.
  const values = tags.filter(({ role }) => role !== 'energyImport')
  return values.sort((a, b) => TAG_ROLES.indexOf(a.role) - TAG_ROLES.indexOf(b.role))
}

function TagRow({ tag }: { readonly tag: Tag }) {
  const range = useEngine((state) => state.ranges[tag.id])
  const points = useEngine((state) => state.recent[tag.id])
  const age = useTagAge(tag.id)
  return (
    <li className={age === '' ? '' : 'is-old'}>
      <h3>{tag.description || tag.id}</h3>
      <TagValue tag={tag} />
      <RangeBar tag={tag} range={range} />
      <Sparkline
        points={points ?? []}
        periodMs={tag.periodMs}
        least={range === undefined ? 0 : (range.max - range.min) * 0.03}
      />
      {age !== '' && <span className="age">{age}</span>}
    </li>
  )
}

/** Where the value is within its limits and its normal range. */
function RangeBar({ tag, range }: { readonly tag: Tag; readonly range: TagRange | undefined }) {
  const value = useEngine((state) => state.latest[tag.id]?.value)
  if (range === undefined) return <span className="bar-none">no range yet</span>
  const toPercent = (at: number) => `${Math.min(100, Math.max(0, ((at - range.min) / (range.max - range.min)) * 100))}%`
  const format = (at: number) => formatNumber(at, decimalsOf(tag.unit, range.max))
  const normal = `normal ${format(range.normalLow)} to ${format(range.normalHigh)}`
  return (
    <div
      className="bar"
      role="img"
      aria-label={`${normal}, limits ${format(range.min)} and ${format(range.max)} ${tag.unit}`}
    >
      <div
        className="bar-normal"
        style={{ left: toPercent(range.normalLow), right: `calc(100% - ${toPercent(range.normalHigh)})` }}
      />
      {value !== undefined && <div className="bar-mark" style={{ left: toPercent(value) }} />}
    </div>
  )
}
