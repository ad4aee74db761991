import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { DAY, HOUR, type Interval, MINUTE } from '../../domain/time/time.ts'
import { LEAD_STEPS } from '../format/horizon-text.ts'

export const RANGE_MS = { '1h': HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const
export type RangeName = keyof typeof RANGE_MS

/** The parts of the history's address. Everything that is shown follows from it. */
export interface HistoryAddress {
  readonly tag: string
  /** Null where a span of one's own is shown. */
  readonly range: RangeName | null
  /** The span of one's own. */
  readonly own: Interval | null
  /** A part of the range that is zoomed into; null where all of it is shown. */
  readonly zoom: Interval | null
  /** Whose past forecasts are shown, where any are. */
  readonly horizon: Horizon
  /** Quarter-hours ahead that the past forecasts shown were made; null where none are shown. */
  readonly ahead: number | null
  readonly table: boolean
}

export function parseHistoryAddress(search: string): HistoryAddress {
  const query = new URLSearchParams(search)
  const own = parseSpanParam(query.get('span'))
  const named = query.get('range') ?? '24h'
  const ahead = Number(query.get('ahead'))
  const horizon = HORIZONS.find((each) => each === query.get('horizon')) ?? 'nextHour'
  return {
    tag: query.get('tag') ?? 'load',
    range: own === null ? (isRangeName(named) ? named : '24h') : null,
    own,
    zoom: parseSpanParam(query.get('zoom')),
    horizon,
    ahead: LEAD_STEPS[horizon].includes(ahead) ? ahead : null,
    table: query.get('table') === '1',
  }
}

export function formatHistoryAddress(address: HistoryAddress): string {
  const query = new URLSearchParams({ tag: address.tag })
  if (address.own !== null) query.set('span', formatSpanParam(address.own))
  else query.set('range', address.range ?? '24h')
  if (address.zoom !== null) query.set('zoom', formatSpanParam(address.zoom))
  if (address.ahead !== null) {
    if (address.horizon !== 'nextHour') query.set('horizon', address.horizon)
    query.set('ahead', String(address.ahead))
  }
  if (address.table) query.set('table', '1')
  return `/history?${query}`
}

const isRangeName = (name: string): name is RangeName => Object.hasOwn(RANGE_MS, name)
const formatSpanParam = ({ start, end }: Interval) => `${Math.round(start)}-${Math.round(end)}`

function parseSpanParam(text: string | null): Interval | null {
  const match = /^(\d+)-(\d+)$/.exec(text ?? '')
  const [start, end] = [Number(match?.[1]), Number(match?.[2])]
  return start < end ? { start, end } : null
}

/** The span that is on the screen when the plant's time is `now`. */
export function shownSpan({ range, own, zoom }: HistoryAddress, now: number): Interval {
  if (zoom !== null) return zoom
  if (own !== null) return own
  const end = Math.ceil(now / MINUTE) * MINUTE
  return { start: end - RANGE_MS[range ?? '24h'], end }
}

/** No shorter than a minute: there is hardly more than a sample a second to see. */
const MIN_SPAN_MS = MINUTE

/** `span` scaled by `factor` around `at`, and not beyond `latest`. */
export function zoomSpan({ start, end }: Interval, at: number, factor: number, latest: number): Interval {
  const length = Math.max(MIN_SPAN_MS, (end - start) * factor)
  const share = (at - start) / (end - start)
  return limitToLatest({ start: at - length * share, end: at + length * (1 - share) }, latest)
}

/** `span` moved by a share of its own length, and not beyond `latest`. */
export function panSpan({ start, end }: Interval, share: number, latest: number): Interval {
  const by = (end - start) * share
  return limitToLatest({ start: start + by, end: end + by }, latest)
}

function limitToLatest({ start, end }: Interval, latest: number): Interval {
  const excessMs = Math.max(0, end - latest)
  return { start: Math.round(start - excessMs), end: Math.round(end - excessMs) }
}
