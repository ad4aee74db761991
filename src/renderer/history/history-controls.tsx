import { type FormEvent, useState } from 'react'
import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { Interval } from '../../domain/time/time.ts'
import { Segmented } from '../form/segmented.tsx'
import { formatLead, HORIZON_LABELS, LEAD_STEPS } from '../format/horizon-text.ts'
import { formatLocalField, parseLocalField } from '../format/times.ts'
import { useEngine, usePage } from '../page/page-context.ts'
import { plantTimeAt } from '../state/clock.ts'
import { type HistoryAddress, shownSpan } from './history-address.ts'

interface HistoryControlsProps {
  readonly address: HistoryAddress
  readonly change: (changes: Partial<HistoryAddress>) => void
}

const RANGE_OPTIONS = [
  { value: '1h', text: '1 h' },
  { value: '24h', text: '24 h' },
  { value: '7d', text: '7 d' },
  { value: '30d', text: '30 d' },
  { value: 'own', text: 'From – to' },
] as const

/** Which tag, and which span of time. */
export function HistoryControls({ address, change }: HistoryControlsProps) {
  const tags = useEngine((state) => state.tags)
  const { store, clock } = usePage()
  const choose = (value: (typeof RANGE_OPTIONS)[number]['value']) => {
    if (value !== 'own') return change({ range: value, own: null, zoom: null })
    const now = plantTimeAt(store.getState(), clock.getState().now)
    change({ own: shownSpan(address, now), zoom: null })
  }
  return (
    <div className="history-controls">
      <label>
        <span>Tag</span>
        <select value={address.tag} onChange={({ target }) => change({ tag: target.value })}>
          {!tags.some(({ id }) => id === address.tag) && <option value={address.tag}>{address.tag}</option>}
          {tags.map(({ id, description, unit }) => (
            <option key={id} value={id}>
              {`${description || id}${unit === '' ? '' : ` (${unit})`}`}
            </option>
          ))}
        </select>
      </label>
      <Segmented
        label="Range"
        options={RANGE_OPTIONS}
        chosen={address.own === null ? address.range : 'own'}
        onChoose={choose}
      />
      {address.own !== null && (
        <CustomSpanForm key={`${address.own.start} ${address.own.end}`} span={address.own} change={change} />
      )}
      {tags.some(({ id, role }) => id === address.tag && role === 'load') && (
        <PastForecastsControl address={address} change={change} />
      )}
    </div>
  )
}

/** Two times on the site's clock. */
function CustomSpanForm({
  span,
  change,
}: {
  readonly span: Interval
  readonly change: HistoryControlsProps['change']
}) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const [from, setFrom] = useState(() => formatLocalField(span.start, zone))
  const [to, setTo] = useState(() => formatLocalField(span.end, zone))
  const [failure, setFailure] = useState('')
  const showSpan = (event: FormEvent) => {
    event.preventDefault()
    const [start, end] = [parseLocalField(from, zone), parseLocalField(to, zone)]
    if (start === null || end === null) return setFailure('Fill in both times.')
    if (start >= end) return setFailure('The first time must be before the second.')
    setFailure('')
    change({ own: { start, end }, zoom: null })
  }
  return (
    <form className="own-span" onSubmit={showSpan} noValidate>
      <input
        type="datetime-local"
        aria-label="From, site time"
        value={from}
        onChange={({ target }) => setFrom(target.value)}
      />
      <span>–</span>
      <input
        type="datetime-local"
        aria-label="To, site time"
        value={to}
        onChange={({ target }) => setTo(target.value)}
      />
      <button type="submit">Show</button>
      {failure !== '' && <span role="alert">{failure}</span>}
    </form>
  )
}

function PastForecastsControl({ address, change }: HistoryControlsProps) {
  const { horizon, ahead } = address
  const choose = (value: string) => {
    const [name, lead] = value.split(' ')
    change({ horizon: name as Horizon, ahead: Number(lead) })
  }
  return (
    <div className="past-forecasts">
      <label>
        <input
          type="checkbox"
          checked={ahead !== null}
          onChange={({ target }) => change({ ahead: target.checked ? 4 : null })}
        />
        <span>Past forecasts</span>
      </label>
      {ahead !== null && (
        <select
          aria-label="Made ahead by"
          value={`${horizon} ${ahead}`}
          onChange={({ target }) => choose(target.value)}
        >
          {HORIZONS.map((each) => (
            <optgroup key={each} label={HORIZON_LABELS[each]}>
              {LEAD_STEPS[each].map((lead) => (
                <option key={lead} value={`${each} ${lead}`}>
                  {formatLead(lead)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </div>
  )
}
