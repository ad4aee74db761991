import { useId } from 'react'
import { STEP_MINUTE_OPTIONS } from './description-draft.ts'

interface DescriptionFieldProps {
  /** Its place in the description, as the engine names it. */
  readonly path: string
  readonly label: string
  readonly value: string
  /** The engine refused it. */
  readonly wrong: boolean
  /** The label is for a screen reader alone: a column's heading shows it. */
  readonly inTable?: boolean
  readonly onChange: (value: string) => void
}

const labelClass = (inTable?: boolean) => (inTable === true ? 'visually-hidden' : '')

export function NumberInput({ path, label, value, wrong, inTable, onChange }: DescriptionFieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={labelClass(inTable)}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        data-field={path}
        aria-invalid={wrong}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  )
}

export function SelectInput({
  path,
  label,
  options,
  value,
  wrong,
  inTable,
  onChange,
}: DescriptionFieldProps & { readonly options: Readonly<Record<string, string>> }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={labelClass(inTable)}>
        {label}
      </label>
      <select
        id={id}
        data-field={path}
        aria-invalid={wrong}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        {Object.entries(options).map(([option, label]) => (
          <option key={option} value={option}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}

const STEP_OPTIONS = Object.fromEntries(STEP_MINUTE_OPTIONS.map((minutes) => [minutes, `${minutes} min`]))

export function StepSelect(props: DescriptionFieldProps) {
  return <SelectInput {...props} options={STEP_OPTIONS} />
}
