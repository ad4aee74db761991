const formatters = new Map<string, Intl.NumberFormat>()

function currencyFormatter(currency: string, whole: boolean): Intl.NumberFormat {
  const key = `${currency} ${whole}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  const created = new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    ...(whole ? { maximumFractionDigits: 0 } : {}),
  })
  formatters.set(key, created)
  return created
}

/** Money to the currency's smallest unit, as a bill says it: «€1,234.56», «−€12.00». */
export function formatAmount(amount: number, currency: string): string {
  return currencyFormatter(currency, false).format(amount).replace('-', '−')
}

/** Money that is expected, or looked back on: without decimals from 10 on, as more would say too much. */
export function formatEstimate(amount: number, currency: string): string {
  return currencyFormatter(currency, amount === 0 || Math.abs(amount) >= 10)
    .format(amount)
    .replace('-', '−')
}
