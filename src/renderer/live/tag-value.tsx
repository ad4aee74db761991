import { formatNumber } from '../../domain/format/numbers.ts'
import type { Tag } from '../../domain/telemetry/tag.ts'
import { decimalsOf } from '../format/numbers.ts'
import { useEngine } from '../page/page-context.ts'
import { useTagAge } from '../page/use-tag-age.ts'
import { magnitudeOf } from '../state/engine-store.ts'

/** A tag's newest value with its unit; faint where it is old, the large one with its age beside it. */
export function TagValue({ tag, large = false }: { readonly tag: Tag; readonly large?: boolean }) {
  const latest = useEngine((state) => state.latest[tag.id])
  const reach = useEngine((state) => magnitudeOf(state, tag.id))
  const age = useTagAge(tag.id)
  const text = latest === undefined ? '–' : formatNumber(latest.value, decimalsOf(tag.unit, reach))
  const quality = latest === undefined || latest.quality === 'good' ? '' : ` ${latest.quality}`
  return (
    <span
      className={`figure${large ? ' figure-large' : ''}${latest === undefined ? ' is-unknown' : ''}${age === '' ? '' : ' is-old'}`}
      data-tag={tag.id}
    >
      <strong>{text}</strong>
      <span className="unit">{` ${tag.unit}${quality}`}</span>
      {large && age !== '' && <span className="age">{` ${age}`}</span>}
    </span>
  )
}
