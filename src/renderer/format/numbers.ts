import { formatNumber } from '../../domain/format/numbers.ts'

/** Decimals that a tag is shown with; they follow its reach and not its value, so that its figure doesn't jump. */
export function decimalsOf(unit: string, reach: number): number {
  if (unit === 'Hz' || unit === '') return 2
  if (unit === '°C') return 1
  return reach >= 100 ? 0 : reach >= 10 ? 1 : 2
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
