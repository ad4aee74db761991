import { SelectField } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'

/** The demand that the operator wants to stay below, and what counts. */
export function TargetPanel() {
  return (
    <section className="panel" aria-labelledby="target-title">
      <h2 id="target-title">Target</h2>
      <div className="fields">
        <NumberField
          path={['demand', 'targetKw']}
          label="Stay below (kW)"
          hint="Empty: below what is billed so far"
          nullable
        />
        <SelectField
          path={['demand', 'billedOn']}
          label="Demand is billed on"
          hint="All that the plant uses: where no meter of the grid is read"
          options={[
            ['gridImport', 'What the grid delivers'],
            ['load', 'All that the plant uses'],
          ]}
        />
      </div>
      <p className="hint">
        The running interval is held against the target, and an alarm is raised where it is expected to end above it. An
        alert foresees demand that raises the bill and passes the target; without a target, what the month is likely to
        reach in any case.
      </p>
    </section>
  )
}
