import { formatFigure } from './numbers.ts'

/**
 * Money to the currency's smallest unit, as in a bill: «€1,234.56», «−€12.00».
 * @param currency ISO 4217.
 */
export function formatAmount(amount: number, currency: string): string {
  return formatMoney(amount, currency, {})
}

/** Money that is expected, or that was saved: without decimals from 10 (after rounding) on, as it isn't more exact. */
export function formatEstimate(amount: number, currency: string): string {
  const isWhole = amount === 0 || Math.abs(amount) >= 9.995
  return formatMoney(amount, currency, isWhole ? { maximumFractionDigits: 0 } : {})
}

/** The price of a unit of what is billed, with its currency: two to five decimals, «€0.08123». */
export function formatUnitPrice(price: number, currency: string): string {
  return formatMoney(price, currency, { minimumFractionDigits: 2, maximumFractionDigits: 5 })
}

function formatMoney(amount: number, currency: string, digits: Intl.NumberFormatOptions): string {
  return formatFigure(amount, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits })
}

/**
 * A price with all the digits that it has, up to ten decimals: «14.00», «0.081».
 * @param leastDigits Decimals that it has in any case.
 */
export function formatPrice(price: number, leastDigits = 2): string {
  return formatFigure(price, { minimumFractionDigits: leastDigits, maximumFractionDigits: 10 })
}

const signs = new Map<string, string>()

/** «€» of EUR; what isn't three capital letters stays as it is. */
export function currencySign(currency: string): string {
  const known = signs.get(currency)
  if (known !== undefined) return known
  const sign = /^[A-Z]{3}$/.test(currency) ? readCurrencySign(currency) : currency
  signs.set(currency, sign)
  return sign
}

function readCurrencySign(currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency
}
