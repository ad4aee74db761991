import type { PlannedChange } from '../../domain/shedding/sheddable-load.ts'
import { HOUR } from '../../domain/time/time.ts'
import { TextField, useDraftValue } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { formatZoneName } from '../format/times.ts'
import { useEngine, usePage } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { plantTimeAt } from '../state/clock.ts'
import { type Column, DataTable } from '../table/data-table.tsx'
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
    <section className="panel" aria-labelledby="planned-title">
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
  const at = (index: number, key: keyof PlannedChange) => ['planned', index, key]
  const which = (each: PlannedChange, index: number) => each.name || `change ${index + 1}`
  const columns: readonly Column<PlannedChange>[] = [
    {
      kind: 'field',
      head: 'Name',
      narrow: 'line',
      cell: ({ to }, index) => (
        <TextField
          path={at(index, 'name')}
          label={`Name of change ${index + 1}`}
          inTable
          {...(to <= now ? { hint: 'over' } : {})}
        />
      ),
    },
    {
      kind: 'field',
      head: 'kW',
      width: '9.5rem',
      narrow: 'line',
      cell: (each, index) => <NumberField path={at(index, 'kw')} label={`kW of ${which(each, index)}`} inTable />,
    },
    {
      kind: 'field',
      head: `From (${name})`,
      narrow: 'line',
      cell: (each, index) => (
        <DateTimeField path={at(index, 'from')} label={`From, of ${which(each, index)}`} inTable />
      ),
    },
    {
      kind: 'field',
      head: `To (${name})`,
      narrow: 'line',
      cell: (each, index) => <DateTimeField path={at(index, 'to')} label={`To, of ${which(each, index)}`} inTable />,
    },
    {
      kind: 'action',
      head: '',
      width: '6rem',
      cell: (each, index) => (
        <button
          type="button"
          aria-label={`Remove ${which(each, index)}`}
          onClick={() => onChange(planned.filter((other) => other !== each))}
        >
          Remove
        </button>
      ),
    },
  ]
  return (
    <DataTable
      caption="Planned changes, each with its time"
      columns={columns}
      rows={planned}
      rowKey={({ id }) => id}
      cards
    />
  )
}
