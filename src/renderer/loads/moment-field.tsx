import { Field, type FieldProps, useDraft } from '../form/field.tsx'
import { fromLocalField, toLocalField } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'

/** A date and a time on the site's clock; epoch ms in the settings. */
export function MomentField(field: FieldProps) {
  const { value, change } = useDraft(field.path)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const shown = typeof value === 'number' && Number.isFinite(value) ? toLocalField(value, zone) : ''
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          value={shown}
          onChange={({ target }) => change(fromLocalField(target.value, zone) ?? Number.NaN)}
        />
      )}
    </Field>
  )
}
