import { useState } from 'react'
import { formatDuration } from '../../domain/format/durations.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { ROLE_TAGS, type Tag } from '../../domain/telemetry/tag.ts'
import { MINUTE, SECOND } from '../../domain/time/time.ts'
import { useMediaQuery, WALL_SCREEN } from '../chart/use-media-query.ts'
import { Segmented } from '../form/segmented.tsx'
import { decimalsOf } from '../format/numbers.ts'
import { useEngine } from '../page/page-context.ts'
import { magnitudeOf } from '../state/engine-store.ts'
import { RECENT_POINTS } from '../state/recent-points.ts'
import { LoadChart } from './load-chart.tsx'
import { TagValue } from './tag-value.tsx'

type LoadSpan = 'points' | '5' | '15' | '60'

const PLACEHOLDER_LOAD_TAG: Tag = { ...ROLE_TAGS.load, periodMs: SECOND }

export function LoadPanel() {
  const wall = useMediaQuery(WALL_SCREEN)
  const [chosen, choose] = useState<LoadSpan | null>(null)
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')) ?? PLACEHOLDER_LOAD_TAG
  const span = chosen ?? (wall ? '5' : 'points')
  const options = [
    { value: 'points', text: tag.periodMs === SECOND ? '60 s' : `60 × ${formatDuration(tag.periodMs, true)}` },
    { value: '5', text: '5 min' },
    { value: '15', text: '15 min' },
    { value: '60', text: '1 h' },
  ] as const
  return (
    <section className="panel load-panel" aria-labelledby="load-title">
      <div className="panel-title">
        <h2 id="load-title">Load</h2>
        <TagValue tag={tag} large />
        <GridAndSolar />
        <Segmented label="Time shown" options={options} chosen={span} onChoose={choose} />
      </div>
      <LoadChart
        tag={tag}
        spanMs={span === 'points' ? RECENT_POINTS * tag.periodMs : Number(span) * MINUTE}
        seeded={span !== 'points'}
      />
    </section>
  )
}

/** What carries the load: grid and sun. */
function GridAndSolar() {
  const text = useEngine((state) => {
    const { latest, tags } = state
    const parts = (['gridImport', 'solar'] as const).flatMap((role) => {
      const tag = tags.find((each) => each.role === role)
      const value = tag === undefined ? undefined : latest[tag.id]?.value
      if (tag === undefined || value === undefined) return []
      const digits = decimalsOf(tag.unit, magnitudeOf(state, tag.id))
      return [`${role === 'solar' ? 'solar' : 'grid'} ${formatNumber(value, digits)}`]
    })
    return parts.join(' · ')
  })
  return <span className="carriers">{text}</span>
}
