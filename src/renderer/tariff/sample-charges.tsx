import type { Tariff } from '../../domain/tariff/tariff.ts'
import { badgeOf, describeCharge, describeRate } from './tariff-text.ts'

/** The charges of a tariff that isn't edited, each with what it means. */
export function SampleCharges({ tariff }: { readonly tariff: Tariff }) {
  return (
    <section className="panel" aria-labelledby="sample-charges">
      <h2 id="sample-charges">What it bills</h2>
      <ul className="sample-charges">
        {[...tariff.demandCharges.entries()].map(([index, charge]) => (
          <li key={charge.id}>
            <span className="badge">{badgeOf(index)}</span>
            <strong>{charge.name}</strong>
            <span className="meaning">{describeCharge(charge, tariff)}</span>
          </li>
        ))}
        {tariff.energyRates.map((rate) => (
          <li key={rate.id}>
            <strong>{rate.name}</strong>
            <span className="meaning">{describeRate(rate, tariff.currency, 'energy')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
