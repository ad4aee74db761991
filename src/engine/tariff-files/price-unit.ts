import type { ChargeRow } from './charge-row.ts'

/** What a price of a line is in. */
export interface PriceUnit {
  /** ISO 4217; null where the line has none. */
  readonly currency: string | null
  /** The sign that the currency was recognized by. */
  readonly sign: string | null
  readonly per: 'kW' | 'kVA' | 'kWh' | 'month'
  /** Times this, the price is per `per`. */
  readonly factor: number
}

const CURRENCIES: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₩': 'KRW',
  '₹': 'INR',
}

type Per = Pick<PriceUnit, 'per' | 'factor'>
const PER: Readonly<Record<string, Per>> = {
  kw: { per: 'kW', factor: 1 },
  mw: { per: 'kW', factor: 1e-3 },
  kva: { per: 'kVA', factor: 1 },
  mva: { per: 'kVA', factor: 1e-3 },
  kwh: { per: 'kWh', factor: 1 },
  mwh: { per: 'kWh', factor: 1e-3 },
  month: { per: 'month', factor: 1 },
}
const BY_TYPE: Readonly<Record<ChargeRow['type'], readonly PriceUnit['per'][]>> = {
  customer: ['month'],
  demand: ['kW', 'kVA'],
  energy: ['kWh'],
  export: ['kWh'],
}

/**
 * Reads a unit like `$/kWh`, `EUR/kW` or `€/kVA/month`. Empty: what is usual for the type of charge.
 * @returns Or why it can't be billed, as a text.
 */
export function parsePriceUnit(text: string, type: string): PriceUnit | string {
  const allowed = Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type as ChargeRow['type']] : ['kWh' as const]
  const [usual = 'kWh'] = allowed
  if (text === '') return { currency: null, sign: null, per: usual, factor: 1 }
  const [, money = '', quantity = ''] = /^(.+?)\s*\/\s*([a-z]+)(?:\s*[/-]\s*(?:month|mo))?$/i.exec(text) ?? []
  const unit = Object.hasOwn(PER, quantity.toLowerCase()) ? PER[quantity.toLowerCase()] : undefined
  const expected = allowed.map((per) => `$/${per}`).join(' or ')
  if (unit === undefined || !allowed.includes(unit.per)) return `“${text}” can’t be billed: expected ${expected}`
  const currency = Object.hasOwn(CURRENCIES, money)
    ? CURRENCIES[money]
    : /^[a-z]{3}$/i.test(money)
      ? money.toUpperCase()
      : undefined
  if (currency === undefined) return `“${money}” in “${text}” is no currency: expected three letters like EUR`
  return { currency, sign: money, ...unit }
}
