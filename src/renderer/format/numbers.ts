const formatters = new Map<number, Intl.NumberFormat>()

function numberFormatter(digits: number): Intl.NumberFormat {
  const known = formatters.get(digits)
  if (known !== undefined) return known
  const created = new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  formatters.set(digits, created)
  return created
}

/** With thousands separators and a true minus sign. */
export function formatNumber(value: number, digits: number): string {
  const text = numberFormatter(digits).format(value)
  return (/[1-9]/.test(text) ? text : text.replace('-', '')).replace('-', '−')
}

/** Power for a sentence: no decimals from 100 kW on, one below that, two below 10 kW. */
export function formatKw(value: number): string {
  const size = Math.abs(value)
  return formatNumber(value, size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2)
}

const enteredFormat = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

/** A number that someone entered: with the decimals that it has, two at the most. */
export function formatEntered(value: number): string {
  return enteredFormat.format(value).replace('-', '−')
}

/** Decimals that a tag is shown with; they follow its reach and not its value, so that its figure doesn't jump. */
export function decimalsOf(unit: string, reach: number): number {
  if (unit === 'Hz' || unit === '') return 2
  if (unit === '°C') return 1
  return reach >= 100 ? 0 : reach >= 10 ? 1 : 2
}

export function formatPercent(share: number, digits = 0): string {
  return `${formatNumber(share * 100, digits)} %`
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${formatNumber(bytes / 1e3, 0)} kB`
  if (bytes < 1e9) return `${formatNumber(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`
  return `${formatNumber(bytes / 1e9, 1)} GB`
}

/** «11.2 M», «340 k». */
export function formatCount(count: number): string {
  if (count < 10_000) return formatNumber(count, 0)
  if (count < 1e6) return `${formatNumber(count / 1e3, 0)} k`
  return `${formatNumber(count / 1e6, 1)} M`
}

/** Milliseconds as a person says them: «0.4 s», «12 s», «3 min 5 s», «2 h 5 min», «8 d 4 h». Whole seconds with `whole`. */
export function formatDuration(ms: number, whole = false): string {
  const seconds = ms / 1_000
  if (seconds < 10 && !whole) return `${formatNumber(seconds, 1)} s`
  const s = Math.floor(seconds)
  if (s < 60) return `${s} s`
  if (s < 3_600) return joinUnits(Math.floor(s / 60), 'min', s % 60, 's')
  if (s < 86_400) return joinUnits(Math.floor(s / 3_600), 'h', Math.floor((s % 3_600) / 60), 'min')
  if (s < 2 * 365 * 86_400) return joinUnits(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3_600), 'h')
  return `${Math.floor(s / (365.25 * 86_400))} years`
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
