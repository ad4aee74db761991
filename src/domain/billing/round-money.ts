const digitsByCurrency = new Map<string, number>()

/**
 * Decimals of a currency's smallest unit: 2 for EUR, 0 for JPY, 3 for KWD.
 * @param currency ISO 4217; three letters that are no currency have 2.
 */
export function currencyDigits(currency: string): number {
  const known = digitsByCurrency.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  digitsByCurrency.set(currency, digits)
  return digits
}

/** What binary fractions leave out of an amount, at the most, as a share of it. */
const FLOAT_ERROR = 5e-14

/**
 * An amount rounded half away from zero to the currency's smallest unit. What binary fractions leave out of it doesn't
 * count: 1.005, which is a little less in binary, is rounded to 1.01.
 */
export function roundMoney(amount: number, currency: string): number {
  const factor = 10 ** currencyDigits(currency)
  const exact = Math.abs(amount) * factor
  const units = Math.floor(exact + 0.5 + exact * FLOAT_ERROR)
  return units === 0 ? 0 : (Math.sign(amount) * units) / factor
}

/** Sum of amounts that are rounded already, without what binary fractions add to it. */
export function sumMoney(amounts: readonly number[], currency: string): number {
  return roundMoney(
    amounts.reduce((sum, amount) => sum + amount, 0),
    currency,
  )
}
