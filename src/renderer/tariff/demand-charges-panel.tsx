import { currencySign } from '../../domain/format/money.ts'
import { type DemandBasis, type DemandCharge, demandUnit, type Tariff } from '../../domain/tariff/tariff.ts'
import type { FieldPath } from '../form/draft-store.ts'
import { SelectField, TextField, useDraftValue } from '../form/field.tsx'
import { NumberField, PercentField } from '../form/parsed-field.tsx'
import { ItemList } from './item-list.tsx'
import { createEmptyCharge, DEFAULT_BASES } from './tariff-defaults.ts'
import { badgeOf, describeCharge, formatPricePerUnit } from './tariff-text.ts'
import { WindowFields } from './window-fields.tsx'

const BASIS_OPTIONS = [
  ['maximum', 'Month’s highest'],
  ['ratchet', 'Highest with ratchet'],
  ['meanOfHighest', 'Mean of the highest'],
  ['meanOfMonths', 'Mean over months'],
] as const satisfies readonly (readonly [DemandBasis['kind'], string])[]

export function DemandChargesPanel() {
  const tariff = useDraftValue(['tariff']).value as Tariff
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
        fresh={createEmptyCharge}
        summary={(charge, index) => (
          <>
            <span className="badge">{badgeOf(index)}</span>
            <strong>{charge.name || 'New demand charge'}</strong>
            <span className="price">{formatPricePerUnit(charge.pricePerKw, tariff.currency, unit)}</span>
            <span className="meaning">{describeCharge(charge, tariff)}</span>
          </>
        )}
        fields={(charge, path) => <ChargeFields charge={charge} path={path} tariff={tariff} />}
      />
    </section>
  )
}

interface ChargeFieldsProps {
  readonly charge: DemandCharge
  readonly path: FieldPath
  readonly tariff: Tariff
}

function ChargeFields({ charge, path, tariff }: ChargeFieldsProps) {
  const basis = useDraftValue([...path, 'basis'])
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
          options={BASIS_OPTIONS}
          onChoose={(kind) => basis.change(DEFAULT_BASES[kind])}
        />
        <BasisFields kind={charge.basis.kind} path={[...path, 'basis']} unit={demandUnit(tariff)} />
      </div>
      <WindowFields path={[...path, 'windows']} of={charge.name || 'this charge'} />
    </>
  )
}

interface BasisFieldsProps {
  readonly kind: DemandBasis['kind']
  readonly path: FieldPath
  readonly unit: string
}

function BasisFields({ kind, path, unit }: BasisFieldsProps) {
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
