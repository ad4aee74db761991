const signs = new Map<string, string>()

/** «€» of EUR; what isn't a currency stays as it is typed. */
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

const priceFormat = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 7 })

/** A price with all the digits that it has, and two decimals at least. */
export function formatPrice(price: number): string {
  return Number.isFinite(price) ? priceFormat.format(price).replace('-', '−') : '–'
}
