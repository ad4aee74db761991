import { Link } from 'wouter'
import type { DemandStanding } from '../../contract/schemas/tariff.ts'
import type { ChargeState } from '../../domain/billing/bill.ts'
import { formatAmount } from '../../domain/format/money.ts'
import { formatKw } from '../../domain/format/power.ts'
import { NoTariff } from '../empty/no-tariff.tsx'
import { formatMoment } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'

/** How the month's demand charges stand, and the bill to date. */
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
  const { currency, total, charges, unit } = standing
  return (
    <>
      <div className="panel-title">
        <h2 id="charges-title">Charges this month</h2>
        <span>
          <a href="#bill">bill to date</a> <strong className="bill-to-date">{formatAmount(total, currency)}</strong>
        </span>
      </div>
      {charges.length === 0 ? (
        <p className="empty">The tariff has no demand charge: no peak costs anything.</p>
      ) : (
        <table className="charges">
          <thead>
            <tr>
              <th scope="col">Charge</th>
              <th scope="col">{`Highest (${unit})`}</th>
              <th scope="col">{`Billed (${unit})`}</th>
              <th scope="col">Costs</th>
            </tr>
          </thead>
          <tbody>
            {charges.map((each) => (
              <ChargeStateRow key={each.charge} state={each} currency={currency} />
            ))}
          </tbody>
        </table>
      )}
      <TariffName standing={standing} />
    </>
  )
}

function ChargeStateRow({ state, currency }: { readonly state: ChargeState; readonly currency: string }) {
  const zone = useEngine(({ settings }) => settings?.site.zone ?? 'UTC')
  const { name, peakKw, peakAt, billedKw, raisesAboveKw, amount } = state
  // Where the two agree, to the figures that are shown, one of them is enough.
  const raisesText = formatKw(raisesAboveKw) === formatKw(billedKw) ? '' : `rises above ${formatKw(raisesAboveKw)}`
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {peakKw === null ? 'none yet' : formatKw(peakKw)}
        {peakAt !== null && <small>{formatMoment(peakAt, zone)}</small>}
      </td>
      <td>
        {formatKw(billedKw)}
        {raisesText !== '' && <small>{raisesText}</small>}
      </td>
      <td>{formatAmount(amount, currency)}</td>
    </tr>
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
