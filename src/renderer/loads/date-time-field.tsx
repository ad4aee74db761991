import { Field, type FieldProps, useDraftValue } from '../form/field.tsx'
import { formatLocalField, parseLocalField } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'

/** A date and a time on the site's clock; epoch ms in the settings. */
export function DateTimeField(field: FieldProps) {
  const { value, change } = useDraftValue(field.path)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const shown = typeof value === 'number' && Number.isFinite(value) ? formatLocalField(value, zone) : ''
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={shown}
          onChange={({ target }) => change(parseLocalField(target.value, zone) ?? Number.NaN)}
        />
      )}
    </Field>
  )
}
