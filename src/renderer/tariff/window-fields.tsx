import { useId, useRef } from 'react'
import type { RateWindow } from '../../domain/tariff/tariff.ts'
import type { FieldPath } from '../form/draft-store.ts'
import { SelectField, useDraftValue, useFieldError } from '../form/field.tsx'
import { HourField } from '../form/parsed-field.tsx'
import { ALWAYS_WINDOW } from './tariff-defaults.ts'
import { MONTHS, WEEKDAYS } from './window-text.ts'

const MONTH_OPTIONS = MONTHS.map((name, index) => [index + 1, name] as const)
const HOLIDAY_OPTIONS = [
  ['byWeekday', 'Like other days'],
  ['excluded', 'Don’t count'],
  ['only', 'Count alone'],
] as const satisfies readonly (readonly [RateWindow['holidays'], string])[]

interface WindowFieldsProps {
  /** Of the list of windows. */
  readonly path: FieldPath
  /** What it is that holds then. */
  readonly of: string
}

/** When a price holds: within any of these times. */
export function WindowFields({ path, of }: WindowFieldsProps) {
  const { value, change } = useDraftValue(path)
  const windows = value as readonly RateWindow[]
  const error = useFieldError(path)
  const add = useRef<HTMLButtonElement>(null)
  const remove = (window: RateWindow) => {
    change(windows.filter((each) => each !== window))
    add.current?.focus()
  }
  return (
    <div className="windows">
      {error !== '' && <p className="field-error">{error}</p>}
      {[...windows.entries()].map(([index, window]) => (
        <WindowRow
          key={index}
          path={[...path, index]}
          name={`Time ${index + 1} of ${of}`}
          onRemove={windows.length > 1 ? () => remove(window) : null}
        />
      ))}
      <button
        ref={add}
        type="button"
        aria-label={`Add another time to ${of}`}
        onClick={() => change([...windows, windows.at(-1) ?? ALWAYS_WINDOW])}
      >
        Add another time
      </button>
    </div>
  )
}

interface WindowRowProps {
  readonly path: FieldPath
  readonly name: string
  readonly onRemove: (() => void) | null
}

function WindowRow({ path, name, onRemove }: WindowRowProps) {
  const error = useFieldError(path)
  const hours = useFieldError([...path, 'hours'])
  return (
    <fieldset className="window">
      <legend className="visually-hidden">{name}</legend>
      <Weekdays path={[...path, 'weekdays']} />
      <div className="pair">
        <HourField path={[...path, 'hours', 0]} label="From (h)" error={hours} />
        <HourField path={[...path, 'hours', 1]} label="To (h)" />
      </div>
      <div className="pair">
        <SelectField path={[...path, 'months', 0]} label="First month" options={MONTH_OPTIONS} />
        <SelectField path={[...path, 'months', 1]} label="Last month" options={MONTH_OPTIONS} />
      </div>
      <SelectField path={[...path, 'holidays']} label="Holidays" options={HOLIDAY_OPTIONS} error={error} />
      {onRemove !== null && (
        <button type="button" aria-label={`Remove ${name}`} onClick={onRemove}>
          ×
        </button>
      )}
    </fieldset>
  )
}

function Weekdays({ path }: { readonly path: FieldPath }) {
  const id = useId()
  const { value, change } = useDraftValue(path)
  const error = useFieldError(path)
  const days = value as readonly number[]
  const toggle = (day: number) =>
    change(days.includes(day) ? days.filter((each) => each !== day) : [...days, day].sort((a, b) => a - b))
  return (
    <fieldset className="weekdays" aria-describedby={`${id}-error`}>
      <legend>Days</legend>
      {WEEKDAYS.map((name, day) => (
        <label key={name}>
          <input
            type="checkbox"
            aria-label={name}
            aria-invalid={error !== ''}
            data-field={day === 0 ? path.join('.') : undefined}
            checked={days.includes(day)}
            onChange={() => toggle(day)}
          />
          <span aria-hidden="true">{name.slice(0, 2)}</span>
        </label>
      ))}
      <span id={`${id}-error`} className="field-more">
        {error !== '' && <span className="field-error">{error}</span>}
      </span>
    </fieldset>
  )
}
