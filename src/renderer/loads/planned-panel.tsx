import type { PlannedChange } from '../../domain/shedding/sheddable-load.ts'
import { HOUR } from '../../domain/time/time.ts'
import { TextField, useDraftValue } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { formatZoneName } from '../format/times.ts'
import { useEngine, usePage } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { plantTimeAt } from '../state/clock.ts'
import { DateTimeField } from './date-time-field.tsx'

/** What the plant will do that its past does not show. */
export function PlannedPanel() {
  const { value, change } = useDraftValue(['planned'])
  const { store, clock } = usePage()
  const planned = (value ?? []) as readonly PlannedChange[]
  const add = () => {
    const now = plantTimeAt(store.getState(), clock.getState().now)
    const from = Math.ceil(now / HOUR) * HOUR
    const id = `planned-${Date.now().toString(36)}`
    change([...planned, { id, name: '', kw: Number.NaN, from, to: from + HOUR }])
  }
  return (
    <section className="panel rows planned" aria-labelledby="planned-title">
      <h2 id="planned-title">Planned changes</h2>
      <p className="hint">
        What the plant does at other times than before: a furnace that starts again, a line that stands still. Each is
        added to the demand that is forecast for its time, and so changes the chance of a peak and what is advised. Its
        kW are negative where something stands still.
      </p>
      {planned.length > 0 && <PlannedTable planned={planned} onChange={change} />}
      <div className="actions">
        <button type="button" onClick={add}>
          Add a change
        </button>
      </div>
    </section>
  )
}

interface PlannedTableProps {
  readonly planned: readonly PlannedChange[]
  readonly onChange: (planned: readonly PlannedChange[]) => void
}

function PlannedTable({ planned, onChange }: PlannedTableProps) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(HOUR)
  const name = formatZoneName(planned.find(({ from }) => Number.isFinite(from))?.from ?? now, zone)
  return (
    <table>
      <thead>
        <tr>
          {['Name', 'kW', `From (${name})`, `To (${name})`].map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {[...planned.entries()].map(([index, each]) => (
          <PlannedRow
            key={each.id}
            index={index}
            name={each.name}
            isOver={each.to <= now}
            onRemove={() => onChange(planned.filter((other) => other !== each))}
          />
        ))}
      </tbody>
    </table>
  )
}

interface PlannedRowProps {
  readonly index: number
  readonly name: string
  readonly isOver: boolean
  readonly onRemove: () => void
}

function PlannedRow({ index, name, isOver, onRemove }: PlannedRowProps) {
  const which = name || `change ${index + 1}`
  const at = (key: keyof PlannedChange) => ['planned', index, key]
  return (
    <tr>
      <td>
        <TextField
          path={at('name')}
          label={`Name of change ${index + 1}`}
          inTable
          {...(isOver ? { hint: 'over' } : {})}
        />
      </td>
      <td>
        <NumberField path={at('kw')} label={`kW of ${which}`} inTable />
      </td>
      <td>
        <DateTimeField path={at('from')} label={`From, of ${which}`} inTable />
      </td>
      <td>
        <DateTimeField path={at('to')} label={`To, of ${which}`} inTable />
      </td>
      <td>
        <button type="button" aria-label={`Remove ${which}`} onClick={onRemove}>
          Remove
        </button>
      </td>
    </tr>
  )
}
