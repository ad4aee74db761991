import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import { DAY, HOUR, type Interval, MINUTE } from '../../domain/time/time.ts'
import { LEADS } from '../format/horizon-text.ts'

export const RANGES = { '1h': HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY } as const
export type RangeName = keyof typeof RANGES

/** What the history's address says. Everything that is shown follows from it. */
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

export function readAddress(search: string): HistoryAddress {
  const query = new URLSearchParams(search)
  const own = readSpan(query.get('span'))
  const named = query.get('range') ?? '24h'
  const ahead = Number(query.get('ahead'))
  const horizon = HORIZONS.find((each) => each === query.get('horizon')) ?? 'nextHour'
  return {
    tag: query.get('tag') ?? 'load',
    range: own === null ? (isRange(named) ? named : '24h') : null,
    own,
    zoom: readSpan(query.get('zoom')),
    horizon,
    ahead: LEADS[horizon].includes(ahead) ? ahead : null,
    table: query.get('table') === '1',
  }
}

export function writeAddress(address: HistoryAddress): string {
  const query = new URLSearchParams({ tag: address.tag })
  if (address.own !== null) query.set('span', writeSpan(address.own))
  else query.set('range', address.range ?? '24h')
  if (address.zoom !== null) query.set('zoom', writeSpan(address.zoom))
  if (address.ahead !== null) {
    if (address.horizon !== 'nextHour') query.set('horizon', address.horizon)
    query.set('ahead', String(address.ahead))
  }
  if (address.table) query.set('table', '1')
  return `/history?${query}`
}

const isRange = (name: string): name is RangeName => Object.hasOwn(RANGES, name)
const writeSpan = ({ start, end }: Interval) => `${Math.round(start)}-${Math.round(end)}`

function readSpan(text: string | null): Interval | null {
  const match = /^(\d+)-(\d+)$/.exec(text ?? '')
  const [start, end] = [Number(match?.[1]), Number(match?.[2])]
  return start < end ? { start, end } : null
}

/** The span that is on the screen when the plant's time is `now`. */
export function spanOf({ range, own, zoom }: HistoryAddress, now: number): Interval {
  if (zoom !== null) return zoom
  if (own !== null) return own
  const end = Math.ceil(now / MINUTE) * MINUTE
  return { start: end - RANGES[range ?? '24h'], end }
}

/** No shorter than a minute: there is hardly more than a sample a second to see. */
const SHORTEST = MINUTE

/** `span` scaled by `factor` around `at`, and not beyond `latest`. */
export function zoomed({ start, end }: Interval, at: number, factor: number, latest: number): Interval {
  const length = Math.max(SHORTEST, (end - start) * factor)
  const share = (at - start) / (end - start)
  return notBeyond({ start: at - length * share, end: at + length * (1 - share) }, latest)
}

/** `span` moved by a share of its own length, and not beyond `latest`. */
export function panned({ start, end }: Interval, share: number, latest: number): Interval {
  const by = (end - start) * share
  return notBeyond({ start: start + by, end: end + by }, latest)
}

function notBeyond({ start, end }: Interval, latest: number): Interval {
  const over = Math.max(0, end - latest)
  return { start: Math.round(start - over), end: Math.round(end - over) }
}
