import { useState } from 'react'
import { Field, type FieldProps, useDraftValue } from './field.tsx'

interface ParsedFieldProps extends FieldProps {
  /** How a value is written. */
  readonly show: (value: unknown) => string
  /** What a text means; NaN where it means no number. */
  readonly parse: (text: string) => unknown
}

/** A value that is typed as text; what was typed stays as it is while it means the draft's value. */
export function ParsedField({ show, parse, ...field }: ParsedFieldProps) {
  const { value, change } = useDraftValue(field.path)
  const [text, setText] = useState(() => show(value))
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          value={Object.is(parse(text), value) ? text : show(value)}
          onChange={({ target }) => {
            setText(target.value)
            change(parse(target.value))
          }}
        />
      )}
    </Field>
  )
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const parseNumber = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/** `nullable`: an empty field means null, which its hint explains. */
export function NumberField({ nullable, ...field }: FieldProps & { readonly nullable?: boolean }) {
  return (
    <ParsedField
      {...field}
      show={(value) => (isNumber(value) ? String(value) : '')}
      parse={(text) => (nullable === true && text.trim() === '' ? null : parseNumber(text))}
    />
  )
}

/** A share, 0 to 1, that is typed in %. */
export function PercentField(field: FieldProps) {
  return (
    <ParsedField
      {...field}
      show={(value) => (isNumber(value) ? String(Number((value * 100).toPrecision(12))) : '')}
      parse={(text) => Number((parseNumber(text) / 100).toPrecision(12))}
    />
  )
}

/** An hour of the day, 0 to 24, that is typed as «8:30». */
export function HourField(field: FieldProps) {
  return <ParsedField {...field} show={(value) => (isNumber(value) ? formatClockHour(value) : '')} parse={parseHour} />
}

/** «8:30» of 8.5, «24:00» of 24. */
export function formatClockHour(hour: number): string {
  const minutes = Math.round(hour * 60)
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}

/** Hours of «8:30», «8.5» or «24»; NaN where it is no time. */
export function parseHour(text: string): number {
  const [, hours, minutes] = /^\s*(\d{1,2}):([0-5]\d)\s*$/.exec(text) ?? []
  return hours === undefined ? parseNumber(text) : Number(hours) + Number(minutes) / 60
}
