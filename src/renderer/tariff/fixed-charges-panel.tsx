import { useRef } from 'react'
import { currencySign } from '../../domain/format/money.ts'
import type { FixedCharge } from '../../domain/tariff/tariff.ts'
import { TextField, useDraftValue } from '../form/field.tsx'
import { useFocusNext } from '../form/focus-field.ts'
import { NumberField } from '../form/parsed-field.tsx'

const FIXED_CHARGES_PATH = ['tariff', 'fixedCharges'] as const

/** What is paid each month, whatever is used. */
export function FixedChargesPanel() {
  const { value, change } = useDraftValue(FIXED_CHARGES_PATH)
  const charges = value as readonly FixedCharge[]
  const currency = currencySign(String(useDraftValue(['tariff', 'currency']).value))
  const add = useRef<HTMLButtonElement>(null)
  const focusNext = useFocusNext()
  return (
    <section className="panel" aria-labelledby="tariff-fixed">
      <h2 id="tariff-fixed">Fixed charges</h2>
      {charges.length === 0 && <p className="hint">None: a month without use costs nothing.</p>}
      {[...charges.entries()].map(([index, charge]) => (
        <fieldset key={index} className="fixed-charge">
          <legend className="visually-hidden">{charge.name || `Fixed charge ${index + 1}`}</legend>
          <TextField path={[...FIXED_CHARGES_PATH, index, 'name']} label="Name" />
          <NumberField path={[...FIXED_CHARGES_PATH, index, 'pricePerMonth']} label={`Price (${currency} a month)`} />
          <button
            type="button"
            aria-label={`Remove ${charge.name || `fixed charge ${index + 1}`}`}
            onClick={() => {
              change(charges.filter((each) => each !== charge))
              add.current?.focus()
            }}
          >
            ×
          </button>
        </fieldset>
      ))}
      <button
        ref={add}
        type="button"
        className="add"
        onClick={() => {
          change([...charges, { name: '', pricePerMonth: Number.NaN }])
          focusNext([...FIXED_CHARGES_PATH, charges.length, 'name'].join('.'))
        }}
      >
        Add a fixed charge
      </button>
    </section>
  )
}
