import { type DemandBasis, type DemandCharge, demandUnit, type Tariff } from '../../domain/tariff/tariff.ts'
import type { Path } from '../form/draft-store.ts'
import { SelectField, TextField, useDraft } from '../form/field.tsx'
import { NumberField, PercentField } from '../form/parsed-field.tsx'
import { currencySign } from '../format/prices.ts'
import { ItemList } from './item-list.tsx'
import { FRESH_BASIS, freshCharge } from './tariff-parts.ts'
import { badgeOf, chargeWords, priceWords } from './tariff-text.ts'
import { WindowFields } from './window-fields.tsx'

const BASES = [
  ['maximum', 'Month’s highest'],
  ['ratchet', 'Highest with ratchet'],
  ['meanOfHighest', 'Mean of the highest'],
  ['meanOfMonths', 'Mean over months'],
] as const satisfies readonly (readonly [DemandBasis['kind'], string])[]

export function ChargesPanel() {
  const tariff = useDraft(['tariff']).value as Tariff
  const unit = demandUnit(tariff)
  return (
    <section className="panel" aria-labelledby="tariff-demand">
      <h2 id="tariff-demand">Demand charges</h2>
      {tariff.demandCharges.length === 0 && (
        <p className="hint">None: the highest demand costs nothing. Energy alone is billed.</p>
      )}
      <ItemList<DemandCharge>
        path={['tariff', 'demandCharges']}
        kind="demand"
        noun="demand charge"
        fresh={freshCharge}
        summary={(charge, index) => (
          <>
            <span className="badge">{badgeOf(index)}</span>
            <strong>{charge.name || 'New demand charge'}</strong>
            <span className="price">{priceWords(charge.pricePerKw, tariff.currency, unit)}</span>
            <span className="meaning">{chargeWords(charge, tariff)}</span>
          </>
        )}
        fields={(charge, path) => <ChargeFields charge={charge} path={path} tariff={tariff} />}
      />
    </section>
  )
}

interface ChargeProps {
  readonly charge: DemandCharge
  readonly path: Path
  readonly tariff: Tariff
}

function ChargeFields({ charge, path, tariff }: ChargeProps) {
  const basis = useDraft([...path, 'basis'])
  return (
    <>
      <div className="fields">
        <TextField path={[...path, 'name']} label="Name" />
        <NumberField
          path={[...path, 'pricePerKw']}
          label={`Price (${currencySign(tariff.currency)}/${demandUnit(tariff)})`}
          hint="Each month"
        />
        <SelectField
          path={[...path, 'basis', 'kind']}
          label="What is billed"
          options={BASES}
          onChoose={(kind) => basis.change(FRESH_BASIS[kind])}
        />
        <BasisFields kind={charge.basis.kind} path={[...path, 'basis']} unit={demandUnit(tariff)} />
      </div>
      <WindowFields path={[...path, 'windows']} of={charge.name || 'this charge'} />
    </>
  )
}

interface BasisProps {
  readonly kind: DemandBasis['kind']
  readonly path: Path
  readonly unit: string
}

function BasisFields({ kind, path, unit }: BasisProps) {
  switch (kind) {
    case 'maximum':
      return null
    case 'ratchet':
      return (
        <>
          <PercentField path={[...path, 'share']} label="At least (%)" hint="Of the highest before" />
          <NumberField path={[...path, 'months']} label="Months that count" hint="Before this one, 1 to 24" />
        </>
      )
    case 'meanOfHighest':
      return <NumberField path={[...path, 'count']} label="How many" hint="1 to 20" />
    case 'meanOfMonths':
      return (
        <>
          <NumberField path={[...path, 'months']} label="Months" hint="With this one, 2 to 24" />
          <NumberField path={[...path, 'floorKw']} label={`At least (${unit})`} hint="0 where there is no floor" />
        </>
      )
  }
}
