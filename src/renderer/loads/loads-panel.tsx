import { formatAmount } from '../../domain/format/money.ts'
import { formatEntered } from '../../domain/format/power.ts'
import { SAMPLE_LOADS } from '../../domain/shedding/sample-loads.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import { TextField, useDraftValue, useSavedSettings } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { useEngine } from '../page/page-context.ts'

const COLUMNS = ['Name', 'kW', 'Longest (min)', 'Times a day', 'Costs each time', 'Notice (min)']
const NUMBER_FIELDS = ['kw', 'longestMinutes', 'timesPerDay', 'costPerUse', 'noticeMinutes'] as const

/** The loads that people can shed: shed plans are made of them. */
export function LoadsPanel() {
  const { value, change } = useDraftValue(['loads'])
  const isSimulated = useSavedSettings().source.kind === 'simulator'
  const loads = (value ?? null) as readonly SheddableLoad[] | null
  const add = () => change([...(loads ?? []), createEmptyLoad()])
  return (
    <section className="panel rows" aria-labelledby="loads-title">
      <h2 id="loads-title">Loads that can be shed</h2>
      {loads === null && isSimulated ? <SampleLoads /> : <EnteredLoads loads={loads ?? []} onChange={change} />}
      <div className="actions">
        <button type="button" onClick={add}>
          Add a load
        </button>
        {loads === null && isSimulated && (
          <button type="button" onClick={() => change(SAMPLE_LOADS)}>
            Use these as a start
          </button>
        )}
      </div>
    </section>
  )
}

function createEmptyLoad(): SheddableLoad {
  const usual = { longestMinutes: 60, timesPerDay: 2, costPerUse: 0, noticeMinutes: 5 }
  return { id: `load-${Date.now().toString(36)}`, name: '', kw: Number.NaN, ...usual }
}

interface EnteredLoadsProps {
  readonly loads: readonly SheddableLoad[]
  readonly onChange: (loads: readonly SheddableLoad[]) => void
}

function EnteredLoads({ loads, onChange }: EnteredLoadsProps) {
  if (loads.length === 0) {
    return (
      <p className="hint">
        None are entered. An alert says how much to shed and from when; with loads it says which, and what that costs.
      </p>
    )
  }
  return (
    <>
      <p className="hint">{describeEffect(loads)}</p>
      <table>
        <LoadTableHead />
        <tbody>
          {[...loads.entries()].map(([index, load]) => (
            <LoadRow
              key={load.id}
              index={index}
              name={load.name}
              onRemove={() => onChange(loads.filter((each) => each !== load))}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

function describeEffect(loads: readonly SheddableLoad[]): string {
  const kw = loads.reduce((sum, load) => sum + (Number.isFinite(load.kw) ? load.kw : 0), 0)
  const together = loads.length === 1 ? 'It takes' : `Together they take`
  return `${together} ${formatEntered(kw)} kW off. Before a peak EcoPulse names the cheapest of them that avoid it, none for longer or more often than is said here, and from when, with the notice that each needs. People shed them; EcoPulse switches nothing.`
}

function LoadTableHead() {
  const currency = useEngine((state) => state.standing?.currency ?? state.settings?.tariff?.currency ?? '')
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <th key={column} scope="col">
            {column === 'Costs each time' && currency !== '' ? `${column} (${currency})` : column}
          </th>
        ))}
        <td />
      </tr>
    </thead>
  )
}

function LoadRow({
  index,
  name,
  onRemove,
}: {
  readonly index: number
  readonly name: string
  readonly onRemove: () => void
}) {
  const which = name || `load ${index + 1}`
  return (
    <tr>
      <td>
        <TextField path={['loads', index, 'name']} label={`Name of load ${index + 1}`} inTable />
      </td>
      {NUMBER_FIELDS.map((key, column) => (
        <td key={key}>
          <NumberField path={['loads', index, key]} label={`${COLUMNS[column + 1]} of ${which}`} inTable />
        </td>
      ))}
      <td>
        <button type="button" aria-label={`Remove ${which}`} onClick={onRemove}>
          Remove
        </button>
      </td>
    </tr>
  )
}

/** What the simulated plant sheds while nothing is entered. */
function SampleLoads() {
  const currency = useEngine((state) => state.standing?.currency ?? 'EUR')
  return (
    <>
      <p className="hint">
        These are samples: none are entered, and the plans of the simulated plant are made of them. A plant of your own
        has none until you enter them.
      </p>
      <table className="samples">
        <LoadTableHead />
        <tbody>
          {SAMPLE_LOADS.map(({ id, name, kw, longestMinutes, timesPerDay, costPerUse, noticeMinutes }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td data-part="kW">{formatEntered(kw)}</td>
              <td data-part="Longest (min)">{longestMinutes}</td>
              <td data-part="Times a day">{timesPerDay}</td>
              <td data-part="Costs each time">{formatAmount(costPerUse, currency)}</td>
              <td data-part="Notice (min)">{noticeMinutes}</td>
              <td />
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
