import type { ReactNode } from 'react'
import type { DemandRule } from '../../domain/demand/demand-interval.ts'
import type { PowerFactorRule } from '../../domain/tariff/tariff.ts'
import { SelectField, TextField, useDraftValue } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { changeDemandRule, DEFAULT_POWER_FACTORS, slidingStepsOf } from './tariff-defaults.ts'
import { describeMetering } from './tariff-text.ts'

const RULE_PATH = ['tariff', 'demandRule'] as const
const POWER_FACTOR_PATH = ['tariff', 'powerFactor'] as const

const INTERVAL_OPTIONS = [
  [15, '15 minutes'],
  [30, '30 minutes'],
  [60, '60 minutes'],
] as const satisfies readonly (readonly [DemandRule['minutes'], string])[]
const KIND_OPTIONS = [
  ['fixed', 'Fixed, on the clock'],
  ['sliding', 'Sliding'],
] as const satisfies readonly (readonly [DemandRule['kind'], string])[]
const POWER_FACTOR_OPTIONS = [
  ['none', 'Doesn’t count'],
  ['kva', 'Demand is billed in kVA'],
  ['correction', 'kW are corrected to a target'],
] as const satisfies readonly (readonly [PowerFactorRule['kind'], string])[]

/** What holds for the whole tariff: its name, its currency, how demand is metered. `children`: what can be done with it. */
export function BasicsPanel({ children }: { readonly children: ReactNode }) {
  return (
    <section className="panel" aria-labelledby="tariff-basics">
      <div className="panel-title">
        <h2 id="tariff-basics">Tariff</h2>
        <div className="deeds">{children}</div>
      </div>
      <div className="fields">
        <TextField path={['tariff', 'name']} label="Name" hint="As on the utility’s bill" />
        <TextField path={['tariff', 'currency']} label="Currency" hint="Three letters, like EUR" upperCase />
        <MeteringFields />
      </div>
      <MeteringMeaning />
    </section>
  )
}

function MeteringFields() {
  const { value, change } = useDraftValue(RULE_PATH)
  const rule = value as DemandRule
  const factor = useDraftValue(POWER_FACTOR_PATH)
  const choose = (changes: Partial<DemandRule>) => change(changeDemandRule(rule, changes))
  return (
    <>
      <SelectField
        path={[...RULE_PATH, 'minutes']}
        label="Demand interval"
        options={INTERVAL_OPTIONS}
        onChoose={(minutes) => choose({ minutes })}
      />
      <SelectField
        path={[...RULE_PATH, 'kind']}
        label="Its kind"
        options={KIND_OPTIONS}
        onChoose={(kind) => choose({ kind })}
      />
      {rule.kind === 'sliding' && (
        <SelectField
          path={[...RULE_PATH, 'stepMinutes']}
          label="It moves by"
          options={slidingStepsOf(rule.minutes).map(
            (step) => [step, step === 1 ? '1 minute' : `${step} minutes`] as const,
          )}
        />
      )}
      <SelectField
        path={[...POWER_FACTOR_PATH, 'kind']}
        label="Power factor"
        options={POWER_FACTOR_OPTIONS}
        onChoose={(kind) => factor.change(DEFAULT_POWER_FACTORS[kind])}
      />
      {(factor.value as PowerFactorRule).kind === 'correction' && (
        <NumberField path={[...POWER_FACTOR_PATH, 'target']} label="Its target" hint="Above 0.5, up to 1" />
      )}
    </>
  )
}

function MeteringMeaning() {
  const rule = useDraftValue(RULE_PATH).value as DemandRule
  const factor = useDraftValue(POWER_FACTOR_PATH).value as PowerFactorRule
  return <p className="hint">{describeMetering(rule, factor)}</p>
}
