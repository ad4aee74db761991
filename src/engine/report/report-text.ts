import { currencyDigits } from '../../domain/billing/round-money.ts'
import { formatTimestamp } from '../../domain/format/dates.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'

/** How figures, times and outcomes are written in a report: as plain as a utility's bill, and the same on every machine. */
export interface ReportText {
  /** `2026-11-25 14:15`, in the site's zone. */
  time(at: number): string
  /** `25 November 2026`. */
  day(at: number): string
  /** `1,240.5`, with so many decimals. */
  number(value: number, decimals: number): string
  /** An amount with the currency's own decimals: `1,240.50 EUR`. */
  money(amount: number): string
}

/** @param currency ISO 4217. */
export function createReportText(zone: string, currency: string): ReportText {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' })
  const decimals = currencyDigits(currency)
  return {
    time: (at) => formatTimestamp(at, zone),
    day: (at) => day.format(at),
    number: formatNumber,
    money: (amount) => `${formatNumber(amount, decimals)} ${currency}`,
  }
}

const OUTCOME_TEXT: Readonly<Record<NonNullable<Alert['outcome']>, string>> = {
  cameTrue: 'came true',
  avoided: 'avoided by shedding',
  didNotCome: 'did not come',
  unknown: 'not known: data is missing',
}

/** The outcome of an alert as text. */
export function describeAlertOutcome({ outcome }: Alert): string {
  return outcome === null ? 'still open' : OUTCOME_TEXT[outcome]
}
