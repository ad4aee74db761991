import { useState } from 'react'
import type { Bill, BillLine } from '../../domain/billing/bill.ts'
import { formatMonth } from '../../domain/format/dates.ts'
import { formatAmount, formatUnitPrice } from '../../domain/format/money.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatCoverage } from '../../domain/format/percent.ts'
import { formatKw } from '../../domain/format/power.ts'
import { monthAt, shiftMonth } from '../../domain/time/calendar.ts'
import { HOUR } from '../../domain/time/time.ts'
import { NoTariff } from '../empty/no-tariff.tsx'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { useAnswer } from '../page/use-answer.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { type Column, DataTable } from '../table/data-table.tsx'
import { useStandingRevision } from './intervals/use-intervals.ts'
import { ReportButtons } from './report-buttons.tsx'

/** How far back a bill can be requested, in months. */
const MAX_MONTHS = 25

/** The bill of a month, line by line, and its report as a file. */
export function BillPanel() {
  const standing = useEngine((state) => state.standing)
  const months = useBillMonths()
  const [chosen, choose] = useState('')
  const month = months.includes(chosen) ? chosen : (months[0] ?? '')
  return (
    <section className="panel bill-panel" id="bill" aria-labelledby="bill-title">
      <div className="panel-title">
        <h2 id="bill-title">Bill</h2>
        {standing !== null && (
          <>
            <select aria-label="Month" value={month} onChange={({ target }) => choose(target.value)}>
              {months.map((each) => (
                <option key={each} value={each}>
                  {formatMonth(each)}
                </option>
              ))}
            </select>
            <ReportButtons month={month} />
          </>
        )}
      </div>
      {standing === null ? <NoTariff /> : <MonthBill month={month} isRunning={month === standing.month} />}
    </section>
  )
}

/** This month and those before it; for one without data the engine answers with that. */
function useBillMonths(): string[] {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(HOUR)
  const running = useEngine((state) => state.standing?.month) ?? monthAt(now, zone)
  return Array.from({ length: MAX_MONTHS }, (_, index) => shiftMonth(running, -index))
}

function MonthBill({ month, isRunning }: { readonly month: string; readonly isRunning: boolean }) {
  const revision = useStandingRevision()
  const { value, failure, pending } = useAnswer('bill', isRunning ? `${month} ${revision}` : month, { month })
  if (failure !== '') return <p className="empty">{failure}</p>
  if (value === null || value.month !== month)
    return <p className="empty">{pending ? 'Reading…' : 'Nothing is billed.'}</p>
  return <BillTable bill={value} />
}

function BillTable({ bill }: { readonly bill: Bill }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const { until, end, lines, coverage, notes, tariff } = bill
  const periodText = until < end ? `to ${formatMoment(until, zone)}` : 'whole month'
  const coverageText = coverage < 0.995 ? ` · ${formatCoverage(coverage)} of it is known` : ''
  return (
    <>
      <p className="hint">{`${tariff} · ${periodText}${coverageText}`}</p>
      <DataTable
        className="bill"
        caption="What is billed, line by line"
        columns={columnsOf(bill, zone)}
        rows={lines}
        rowKey={({ kind, charge }) => `${kind} ${charge}`}
      />
      {notes.map((note) => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
    </>
  )
}

const CHARGE_KIND_LABELS: Readonly<Record<BillLine['kind'], string>> = {
  fixed: '',
  demand: 'Demand',
  energy: 'Energy',
  export: 'Export',
}

function columnsOf({ currency, total }: Bill, zone: string): readonly Column<BillLine>[] {
  return [
    { kind: 'name', head: 'For', cell: (line) => <BillLineName line={line} zone={zone} />, foot: 'Total' },
    { kind: 'number', head: 'Quantity', cell: ({ quantity, unit }) => formatQuantity(quantity, unit) },
    { kind: 'number', head: 'Price', cell: ({ price, unit }) => formatLinePrice(price, unit, currency) },
    {
      kind: 'number',
      head: 'Amount',
      cell: ({ amount }) => formatAmount(amount, currency),
      foot: formatAmount(total, currency),
    },
  ]
}

function BillLineName({ line, zone }: { readonly line: BillLine; readonly zone: string }) {
  const { kind, name, setAt, detail } = line
  const setAtText = setAt === null ? '' : `set ${formatMoment(setAt, zone)}`
  const details = [setAtText, detail].filter((part) => part !== '').join(' · ')
  return (
    <>
      {CHARGE_KIND_LABELS[kind] !== '' && <span className="unit">{`${CHARGE_KIND_LABELS[kind]}: `}</span>}
      {name}
      {details !== '' && <small>{details}</small>}
    </>
  )
}

function formatQuantity(quantity: number, unit: BillLine['unit']): string {
  if (unit === 'month') return `${formatNumber(quantity, 0)} month`
  return `${unit === 'kWh' ? formatNumber(quantity, 0) : formatKw(quantity)} ${unit}`
}

/** Prices of energy have more decimals than a currency. */
function formatLinePrice(price: number, unit: BillLine['unit'], currency: string): string {
  if (unit !== 'kWh') return formatAmount(price, currency)
  return formatUnitPrice(price, currency)
}
