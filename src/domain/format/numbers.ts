/**
 * What stands for a figure that is unknown or isn't a number. All functions of this folder write English (`en-GB`):
 * a comma between thousands, a point before decimals, a true minus sign, and no minus sign before a figure that is
 * rounded to zero.
 */
export const UNKNOWN_FIGURE = '–'

const formatters = new Map<string, Intl.NumberFormat>()

/** Kept by their options: making a format is slower than using it. */
function numberFormatter(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = formatters.get(key)
  if (known !== undefined) return known
  const created = new Intl.NumberFormat('en-GB', options)
  formatters.set(key, created)
  return created
}

/** A figure by the options of `Intl.NumberFormat`, with the signs that `UNKNOWN_FIGURE` describes. */
export function formatFigure(value: number, options: Intl.NumberFormatOptions): string {
  if (!Number.isFinite(value)) return UNKNOWN_FIGURE
  const text = numberFormatter(options).format(value)
  return (/[1-9]/.test(text) ? text : text.replace('-', '')).replace('-', '−')
}

/** With `digits` decimals, rounded half away from zero: «1,234.5», «−5.3». */
export function formatNumber(value: number, digits: number): string {
  return formatFigure(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** With the decimals that it has, `mostDigits` at the most: «1,234.5», «1,234». */
export function formatUpTo(value: number, mostDigits: number): string {
  return formatFigure(value, { maximumFractionDigits: mostDigits })
}

/** With so many digits that count at the most: «43», «3.2» and «0.32» with two. */
export function formatSignificant(value: number, digits: number): string {
  return formatFigure(value, { maximumSignificantDigits: digits })
}
