import { formatNumber, formatUpTo, UNKNOWN_FIGURE } from './numbers.ts'

/**
 * The figure of a power or a demand (in kW or kVA) in a sentence or a table, without its unit: no decimals from 100 on,
 * one from 10 on, two below 10. The value decides after it is rounded: «9.99», «10.0», «99.7», «100», «1,235». All
 * texts with a power use this, except a bill, which has the digits that it is billed with, and a tag's own value, whose
 * decimals follow the tag's range.
 * @param value NaN and infinity give «–».
 */
export function formatKw(value: number): string {
  const size = Math.abs(value)
  return formatNumber(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)
}

/** The same with its unit: «1,235 kW», «99.7 kVA»; «–» where the value is no number. */
export function formatPower(value: number, unit: 'kW' | 'kVA' = 'kW'): string {
  return Number.isFinite(value) ? `${formatKw(value)} ${unit}` : UNKNOWN_FIGURE
}

/** A number that someone entered: with the decimals that it has, two at the most. */
export function formatEntered(value: number): string {
  return formatUpTo(value, 2)
}
