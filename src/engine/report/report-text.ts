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
  const stamp = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'long' })
  const decimals = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
  const number = (value: number, digits: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return {
    time: (at) => stamp.format(at),
    day: (at) => day.format(at),
    number,
    money: (amount) => `${number(amount, decimals ?? 2)} ${currency}`,
  }
}

const OUTCOME_TEXT: Readonly<Record<NonNullable<Alert['outcome']>, string>> = {
  cameTrue: 'came true',
  avoided: 'avoided by shedding',
  didNotCome: 'did not come',
  unknown: 'not known: data is missing',
}

/** What came of an alert, in words. */
export function describeOutcome({ outcome }: Alert): string {
  return outcome === null ? 'still open' : OUTCOME_TEXT[outcome]
}
