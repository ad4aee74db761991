import { inflateSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { Bill } from '../../domain/billing/bill.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { DAY, HOUR, QUARTER_HOUR } from '../../domain/time/time.ts'
import { dayPeaks, highestIntervals, type MonthReport, sumSaved } from './month-report.ts'
import { createReportCsv } from './report-csv.ts'
import { createReportPdf } from './report-pdf.ts'

// November of Berlin: it begins an hour before UTC's.
const START = Date.UTC(2026, 10, 1) - HOUR
const END = Date.UTC(2026, 11, 1) - HOUR

const intervals: readonly DemandInterval[] = Array.from({ length: 10 * 96 }, (_, i) => ({
  start: START + i * QUARTER_HOUR,
  end: START + (i + 1) * QUARTER_HOUR,
  meanKw: 500 + (i % 96) + Math.floor(i / 96),
  meanKva: null,
  coverage: 1,
  origin: 'power',
}))

const bill: Bill = {
  month: '2026-11',
  start: START,
  end: END,
  until: START + 10 * DAY,
  tariff: 'Works, high voltage',
  currency: 'EUR',
  lines: [
    {
      kind: 'demand',
      charge: 'any',
      name: '=Any time, "peak"',
      quantity: 604,
      unit: 'kW',
      price: 10,
      amount: 6040,
      setAt: START + 10 * DAY - QUARTER_HOUR,
      detail: '',
    },
  ],
  total: 6040,
  coverage: 1,
  notes: ['Of the 11 months before none is known.'],
}

const alert = (saved: number): Alert => ({
  id: 'a',
  raisedAt: START + DAY,
  updatedAt: START + DAY,
  closedAt: START + 2 * DAY,
  outcome: 'avoided',
  span: { start: START + 2 * DAY, end: START + 2 * DAY + HOUR },
  interval: { start: START + 2 * DAY, end: START + 2 * DAY + QUARTER_HOUR },
  demandKw: { p10: 600, p50: 640, p90: 680 },
  unit: 'kW',
  charge: 'any',
  chargeName: 'Any time',
  billedPeakKw: 604,
  chance: 0.8,
  highestChance: 0.9,
  stake: { currency: 'EUR', thisMonth: 360, ratchet: 0 },
  needKw: 36,
  shedFrom: START + 2 * DAY - QUARTER_HOUR,
  plan: null,
  accepted: null,
  result: { at: START + 2 * DAY, demandKw: 600, withoutSheddingKw: 645, saved, cost: 0 },
})

const report: MonthReport = {
  site: 'Северный завод',
  zone: 'Europe/Berlin',
  version: '0.1.0',
  madeAt: START + 10 * DAY,
  bill,
  unit: 'kW',
  intervals,
  alerts: [alert(400), alert(10.5)],
}

/** The content streams of a PDF, unpacked. */
function streams(pdf: Buffer): string {
  const parts: string[] = []
  let from = 0
  for (;;) {
    const start = pdf.indexOf('stream\n', from)
    if (start === -1) return parts.join('\n')
    const end = pdf.indexOf('endstream', start)
    try {
      parts.push(inflateSync(pdf.subarray(start + 7, end)).toString('latin1'))
    } catch {
      // A font is packed in another way.
    }
    from = end + 9
  }
}

describe('a month’s report', () => {
  it('finds each day’s highest interval in the site’s days', () => {
    const peaks = dayPeaks(report)
    expect(peaks).toHaveLength(10)
    expect(peaks[3]).toEqual({ day: 4, start: START + 4 * DAY - QUARTER_HOUR, demand: 500 + 95 + 3 })
  })

  it('lists the highest intervals, highest first and the earlier one first of two that are equal', () => {
    expect(highestIntervals(report, 2).map(({ meanKw }) => meanKw)).toEqual([604, 603])
    const flat = { ...report, intervals: intervals.map((each) => ({ ...each, meanKw: 7 })) }
    expect(highestIntervals(flat, 1)[0]?.start).toBe(START)
  })

  it('bills kVA where they were measured, and takes kW where they were not', () => {
    const first = intervals[0] as DemandInterval
    const measured = { ...report, unit: 'kVA' as const, intervals: [{ ...first, meanKva: 700 }, first] }
    expect(dayPeaks(measured)[0]?.demand).toBe(700)
  })

  it('sums what was saved', () => {
    expect(sumSaved(report.alerts)).toBe(410.5)
  })

  it('is a CSV that a reader takes apart again, and no spreadsheet takes for a formula', () => {
    const rows = parse(createReportCsv(report), { columns: true }) as Record<string, string>[]
    const of = (part: string) => rows.filter((row) => row.part === part)
    expect(of('bill: demand')[0]).toMatchObject({ name: '\'=Any time, "peak"', quantity: '604', amount: '6040' })
    expect(of('bill: total')[0]).toMatchObject({ amount: '6040', currency: 'EUR' })
    expect(of('alert').map(({ amount }) => amount)).toEqual(['400', '10.5'])
    expect(of('saved')[0]?.amount).toBe('410.5')
    expect(of('highest demand')[0]).toMatchObject({ from: '2026-11-10T22:45:00.000Z', quantity: '604' })
    expect(of('note')).toHaveLength(1)
  })

  it('is a PDF with a bar for each day that is known', async () => {
    const pdf = await createReportPdf(report)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const bars = streams(pdf).match(/ re\s/g) ?? []
    expect(bars).toHaveLength(10)
  })

  it('turns the page where a month had many alerts', async () => {
    const many = { ...report, alerts: Array.from({ length: 120 }, (_, i) => alert(i)) }
    const pages = (await createReportPdf(many)).toString('latin1').match(/\/Type \/Page\b(?!s)/g) ?? []
    expect(pages.length).toBeGreaterThan(2)
  })

  it('is made of a month of which nothing is known, too', async () => {
    const empty = { ...report, intervals: [], alerts: [], bill: { ...bill, lines: [], total: 0, coverage: 0 } }
    expect((await createReportPdf(empty)).length).toBeGreaterThan(1000)
    expect(createReportCsv(empty)).toContain('bill: total')
  })
})
