import type { ReactNode } from 'react'
import type { DemandRule } from '../../domain/demand/demand-interval.ts'
import type { PowerFactorRule } from '../../domain/tariff/tariff.ts'
import { SelectField, TextField, useDraft } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { FRESH_POWER_FACTOR, ruleWith, stepsOf } from './tariff-parts.ts'
import { meteringWords } from './tariff-text.ts'

const RULE = ['tariff', 'demandRule'] as const
const POWER_FACTOR = ['tariff', 'powerFactor'] as const

const MINUTES = [
  [15, '15 minutes'],
  [30, '30 minutes'],
  [60, '60 minutes'],
] as const satisfies readonly (readonly [DemandRule['minutes'], string])[]
const KINDS = [
  ['fixed', 'Fixed, on the clock'],
  ['sliding', 'Sliding'],
] as const satisfies readonly (readonly [DemandRule['kind'], string])[]
const POWER_FACTORS = [
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
        <Metering />
      </div>
      <Meaning />
    </section>
  )
}

function Metering() {
  const { value, change } = useDraft(RULE)
  const rule = value as DemandRule
  const factor = useDraft(POWER_FACTOR)
  const choose = (changes: Partial<DemandRule>) => change(ruleWith(rule, changes))
  return (
    <>
      <SelectField
        path={[...RULE, 'minutes']}
        label="Demand interval"
        options={MINUTES}
        onChoose={(minutes) => choose({ minutes })}
      />
      <SelectField path={[...RULE, 'kind']} label="Its kind" options={KINDS} onChoose={(kind) => choose({ kind })} />
      {rule.kind === 'sliding' && (
        <SelectField
          path={[...RULE, 'stepMinutes']}
          label="It moves by"
          options={stepsOf(rule.minutes).map((step) => [step, step === 1 ? '1 minute' : `${step} minutes`] as const)}
        />
      )}
      <SelectField
        path={[...POWER_FACTOR, 'kind']}
        label="Power factor"
        options={POWER_FACTORS}
        onChoose={(kind) => factor.change(FRESH_POWER_FACTOR[kind])}
      />
      {(factor.value as PowerFactorRule).kind === 'correction' && (
        <NumberField path={[...POWER_FACTOR, 'target']} label="Its target" hint="Above 0.5, up to 1" />
      )}
    </>
  )
}

function Meaning() {
  const rule = useDraft(RULE).value as DemandRule
  const factor = useDraft(POWER_FACTOR).value as PowerFactorRule
  return <p className="hint">{meteringWords(rule, factor)}</p>
}
