import type { CSSProperties } from 'react'
import { formatPrice } from '../../../domain/format/money.ts'
import { formatHours } from '../window-text.ts'
import type { WeekChartData as Chart, PriceBand, WeekBlock } from './week-blocks.ts'

interface WeekChartProps {
  readonly title: string
  readonly chart: Chart
  /** «€/kWh» */
  readonly unit: string
  /** What it is called where nothing holds. */
  readonly none: string
}

const HOUR_MARKS = [0, 6, 12, 18, 24]

/** Seven days by 24 hours: what holds when, in shades with labels, and as a list for who doesn't see it. */
export function WeekChart({ title, chart, unit, none }: WeekChartProps) {
  return (
    <figure className="week">
      <figcaption>
        {title} <span className="unit">{unit}</span>
      </figcaption>
      <div className="week-rows" style={{ '--rows': chart.rows.length } as CSSProperties} aria-hidden="true">
        {[...chart.rows.entries()].map(([row, { short }]) => (
          <span key={short} className="week-day" style={{ gridRow: row + 1 }}>
            {short}
          </span>
        ))}
        <div className="week-area">
          {chart.blocks.map((block) => (
            <WeekBlockView key={`${block.rows[0]} ${block.hours[0]}`} block={block} rows={chart.rows.length} />
          ))}
        </div>
        <div className="week-hours">
          {HOUR_MARKS.map((hour) => (
            <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
              {hour}
            </span>
          ))}
        </div>
      </div>
      <ul className="bands" aria-hidden="true">
        {chart.bands.map((band) => (
          <li key={band.names.join('|')}>
            <span className={`swatch shade-${band.shade}`} />
            {band.names.length === 0 ? (
              <span>{none}</span>
            ) : (
              <>
                <strong>{formatPrice(band.price)}</strong>
                <span>{band.names.join(' + ')}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      <ul className="visually-hidden" aria-label={`${title}, as a list`}>
        {chart.blocks.map((block) => (
          <li key={`${block.rows[0]} ${block.hours[0]}`}>{describeBlock(block, chart, unit, none)}</li>
        ))}
      </ul>
    </figure>
  )
}

function WeekBlockView({ block, rows }: { readonly block: WeekBlock; readonly rows: number }) {
  const [first, end] = block.rows
  const [from, to] = block.hours
  const place = {
    top: `${(first / rows) * 100}%`,
    height: `${((end - first) / rows) * 100}%`,
    left: `${(from / 24) * 100}%`,
    width: `${((to - from) / 24) * 100}%`,
  }
  return (
    <div className={`week-block shade-${block.band.shade}`} style={place}>
      <span className="fit">
        <span>{block.band.label}</span>
      </span>
    </div>
  )
}

/** «Monday to Friday 12–18: Peak and Any time, 42.49 $/kW» */
function describeBlock({ rows, hours, band }: WeekBlock, chart: Chart, unit: string, none: string): string {
  const [first, last] = [chart.rows[rows[0]]?.name ?? '', chart.rows[rows[1] - 1]?.name ?? '']
  const days = first === last ? first : `${first} to ${last}`
  const when = `${days} ${formatHours(hours) || 'all day'}`
  return `${when}: ${band.names.length === 0 ? none : `${formatBandPrice(band)} ${unit}`}`
}

const formatBandPrice = ({ names, price }: PriceBand) => `${names.join(' and ')}, ${formatPrice(price)}`
