import { formatAmount } from '../../domain/format/money.ts'
import { formatEntered } from '../../domain/format/power.ts'
import { SAMPLE_LOADS } from '../../domain/shedding/sample-loads.ts'
import type { SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import { TextField, useDraftValue, useSavedSettings } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { useEngine } from '../page/page-context.ts'
import { type Column, DataTable } from '../table/data-table.tsx'

const NUMBER_FIELDS = [
  { key: 'kw', name: 'kW' },
  { key: 'longestMinutes', name: 'Longest (min)' },
  { key: 'timesPerDay', name: 'Times a day' },
  { key: 'costPerUse', name: 'Costs each time' },
  { key: 'noticeMinutes', name: 'Notice (min)' },
] as const

/** The loads that people can shed: shed plans are made of them. */
export function LoadsPanel() {
  const { value, change } = useDraftValue(['loads'])
  const isSimulated = useSavedSettings().source.kind === 'simulator'
  const loads = (value ?? null) as readonly SheddableLoad[] | null
  const add = () => change([...(loads ?? []), createEmptyLoad()])
  return (
    <section className="panel" aria-labelledby="loads-title">
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
  const headOf = useHeads()
  const which = (load: SheddableLoad, index: number) => load.name || `load ${index + 1}`
  const columns: readonly Column<SheddableLoad>[] = [
    {
      kind: 'field',
      head: 'Name',
      narrow: 'line',
      cell: (_, index) => <TextField path={['loads', index, 'name']} label={`Name of load ${index + 1}`} inTable />,
    },
    ...NUMBER_FIELDS.map(
      ({ key, name }): Column<SheddableLoad> => ({
        kind: 'field',
        head: headOf(name),
        width: '9.5rem',
        cell: (load, index) => (
          <NumberField path={['loads', index, key]} label={`${name} of ${which(load, index)}`} inTable />
        ),
      }),
    ),
    {
      kind: 'action',
      head: '',
      width: '6rem',
      cell: (load, index) => (
        <button
          type="button"
          aria-label={`Remove ${which(load, index)}`}
          onClick={() => onChange(loads.filter((each) => each !== load))}
        >
          Remove
        </button>
      ),
    },
  ]
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
      <DataTable
        caption="The loads, and how long and how often each can be shed"
        columns={columns}
        rows={loads}
        rowKey={({ id }) => id}
        cards
      />
    </>
  )
}

function describeEffect(loads: readonly SheddableLoad[]): string {
  const kw = loads.reduce((sum, load) => sum + (Number.isFinite(load.kw) ? load.kw : 0), 0)
  const together = loads.length === 1 ? 'It takes' : `Together they take`
  return `${together} ${formatEntered(kw)} kW off. Before a peak EcoPulse names the cheapest of them that avoid it, none for longer or more often than is said here, and from when, with the notice that each needs. People shed them; EcoPulse switches nothing.`
}

/** Names a column; what a load costs, in the currency that is known. */
function useHeads(): (name: string) => string {
  const currency = useEngine((state) => state.standing?.currency ?? state.settings?.tariff?.currency ?? '')
  return (name) => (name === 'Costs each time' && currency !== '' ? `${name} (${currency})` : name)
}

/** What the simulated plant sheds while nothing is entered. */
function SampleLoads() {
  const currency = useEngine((state) => state.standing?.currency ?? 'EUR')
  const headOf = useHeads()
  const columns: readonly Column<SheddableLoad>[] = [
    { kind: 'name', head: 'Name', cell: ({ name }) => name },
    ...NUMBER_FIELDS.map(
      ({ key, name }): Column<SheddableLoad> => ({
        kind: 'number',
        head: headOf(name),
        cell: (load) =>
          key === 'costPerUse'
            ? formatAmount(load[key], currency)
            : key === 'kw'
              ? formatEntered(load[key])
              : load[key],
      }),
    ),
  ]
  return (
    <>
      <p className="hint">
        These are samples: none are entered, and the plans of the simulated plant are made of them. A plant of your own
        has none until you enter them.
      </p>
      <DataTable
        className="samples"
        caption="Sample loads, and how long and how often each can be shed"
        columns={columns}
        rows={SAMPLE_LOADS}
        rowKey={({ id }) => id}
        cards
      />
    </>
  )
}
