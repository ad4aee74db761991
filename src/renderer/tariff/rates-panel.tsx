import { currencySign } from '../../domain/format/money.ts'
import type { EnergyRate, Tariff } from '../../domain/tariff/tariff.ts'
import { TextField, useDraftValue } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { ItemList } from './item-list.tsx'
import { createEmptyRate } from './tariff-defaults.ts'
import { describeRate, formatPricePerUnit } from './tariff-text.ts'
import { WindowFields } from './window-fields.tsx'

interface RatesPanelProps {
  readonly kind: 'energy' | 'export'
  readonly title: string
  readonly noun: string
  /** What it means that there are none. */
  readonly none: string
}

/** Prices of energy by time, either way. */
export function RatesPanel({ kind, title, noun, none }: RatesPanelProps) {
  const tariff = useDraftValue(['tariff']).value as Tariff
  const list = kind === 'energy' ? 'energyRates' : 'exportRates'
  return (
    <section className="panel" aria-labelledby={`tariff-${kind}`}>
      <h2 id={`tariff-${kind}`}>{title}</h2>
      {tariff[list].length === 0 && <p className="hint">{none}</p>}
      <ItemList<EnergyRate>
        path={['tariff', list]}
        kind={kind}
        noun={noun}
        fresh={createEmptyRate}
        summary={(rate) => (
          <>
            <strong>{rate.name || `New ${noun}`}</strong>
            <span className="price">{formatPricePerUnit(rate.pricePerKwh, tariff.currency, 'kWh')}</span>
            <span className="meaning">{describeRate(rate, tariff.currency, kind)}</span>
          </>
        )}
        fields={(rate, path) => (
          <>
            <div className="fields">
              <TextField path={[...path, 'name']} label="Name" />
              <NumberField path={[...path, 'pricePerKwh']} label={`Price (${currencySign(tariff.currency)}/kWh)`} />
            </div>
            <WindowFields path={[...path, 'windows']} of={rate.name || 'this price'} />
          </>
        )}
      />
    </section>
  )
}
