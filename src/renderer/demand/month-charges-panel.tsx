import { Link } from 'wouter'
import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { ChargeState } from '../../domain/billing/bill.ts'
import { formatAmount } from '../../domain/format/money.ts'
import { formatKw } from '../../domain/format/power.ts'
import { NoTariff } from '../empty/no-tariff.tsx'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { type Column, DataTable } from '../table/data-table.tsx'

/** The standing of the month's demand charges, and the bill to date. */
export function MonthChargesPanel() {
  const standing = useEngine((state) => state.standing)
  return (
    <section className="panel charges-panel" aria-labelledby="charges-title">
      {standing === null ? (
        <>
          <div className="panel-title">
            <h2 id="charges-title">Charges this month</h2>
          </div>
          <NoTariff />
        </>
      ) : (
        <MonthCharges standing={standing} />
      )}
    </section>
  )
}

function MonthCharges({ standing }: { readonly standing: DemandStanding }) {
  const zone = useEngine(({ settings }) => settings?.site.zone ?? 'UTC')
  const { currency, total, charges } = standing
  return (
    <>
      <div className="panel-title">
        <h2 id="charges-title">Charges this month</h2>
        <span>
          <a href="#bill">bill to date</a> <strong className="bill-to-date">{formatAmount(total, currency)}</strong>
        </span>
      </div>
      <DataTable
        className="charges"
        caption="The month’s demand charges"
        columns={columnsOf(standing, zone)}
        rows={charges}
        rowKey={({ charge }) => charge}
        empty="The tariff has no demand charge: no peak costs anything."
      />
      <TariffName standing={standing} />
    </>
  )
}

function columnsOf({ unit, currency }: DemandStanding, zone: string): readonly Column<ChargeState>[] {
  return [
    { kind: 'name', head: 'Charge', cell: ({ name }) => name },
    {
      kind: 'number',
      head: `Highest (${unit})`,
      cell: ({ peakKw, peakAt }) => (
        <>
          {peakKw === null ? 'none yet' : formatKw(peakKw)}
          {peakAt !== null && <small>{formatMoment(peakAt, zone)}</small>}
        </>
      ),
    },
    { kind: 'number', head: `Billed (${unit})`, cell: (state) => <Billed state={state} /> },
    { kind: 'number', head: 'Costs', cell: ({ amount }) => formatAmount(amount, currency) },
  ]
}

function Billed({ state: { billedKw, raisesAboveKw } }: { readonly state: ChargeState }) {
  // Where the two are the same at the digits that are shown, one of them is left out.
  const raisesText = formatKw(raisesAboveKw) === formatKw(billedKw) ? '' : `rises above ${formatKw(raisesAboveKw)}`
  return (
    <>
      {formatKw(billedKw)}
      {raisesText !== '' && <small>{raisesText}</small>}
    </>
  )
}

function TariffName({ standing }: { readonly standing: DemandStanding }) {
  if (!standing.sample) return <p className="hint">{`By ${standing.tariff}.`}</p>
  return (
    <p className="hint">
      {`By a sample tariff (${standing.tariff}), as none is entered. `}
      <Link href="/tariff">Enter your tariff</Link>
    </p>
  )
}
