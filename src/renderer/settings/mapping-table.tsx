import { useStore } from 'zustand'
import type { TagMapping } from '../../contract/settings.ts'
import { TAG_ROLES, type Tag } from '../../domain/telemetry/tag.ts'
import { settingsDraft } from '../form/draft-store.ts'
import { SelectField, TextField, useDraftValue, useSavedSettings } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { useEngine } from '../page/page-context.ts'
import { type Column, DataTable } from '../table/data-table.tsx'

const ROLE_LABELS: Record<Tag['role'], string> = {
  load: 'Load',
  gridImport: 'Grid import',
  solar: 'Solar',
  powerFactor: 'Power factor',
  frequency: 'Frequency',
  temperature: 'Temperature',
  energyImport: 'Energy counter of the grid',
  feeder: 'Feeder, machine, other',
}
const ROLE_OPTIONS = TAG_ROLES.map((role) => [role, ROLE_LABELS[role]] as const)

/** How the plant's names become tags. */
export function MappingTable() {
  const { value, change } = useDraftValue(['source', 'mapping'])
  const mapping = (value ?? []) as readonly TagMapping[]
  const unmapped = useUnmappedNames(mapping)
  const add = (rows: readonly TagMapping[]) => change([...mapping, ...rows])
  const columns = columnsOf((row) => change(mapping.filter((each) => each !== row)))
  return (
    <div className="mapping">
      <h3>Names</h3>
      <p className="hint">
        Names that are not listed become tags of their own, and usual ones (load_kw, pv, grid…) are recognised. Values
        are multiplied by «Times»: 0.001 for W to kW, −1 for an inverted sign.
      </p>
      {mapping.length > 0 && (
        <DataTable
          caption="The plant’s names, and the tags they stand for"
          columns={columns}
          rows={mapping}
          rowKey={(_, index) => index}
          cards
        />
      )}
      <div className="actions">
        <button type="button" onClick={() => add([{ name: '', role: 'feeder', unit: '', scale: 1, description: '' }])}>
          Add a name
        </button>
        {unmapped.length > 0 && (
          <button type="button" onClick={() => add(unmapped)}>
            {`Add the ${unmapped.length} names seen`}
          </button>
        )}
      </div>
    </div>
  )
}

function columnsOf(onRemove: (row: TagMapping) => void): readonly Column<TagMapping>[] {
  const at = (index: number, key: keyof TagMapping) => ['source', 'mapping', index, key]
  return [
    {
      kind: 'field',
      head: 'The plant’s name',
      narrow: 'line',
      cell: (_, index) => <TextField path={at(index, 'name')} label={`Plant’s name of name ${index + 1}`} inTable />,
    },
    {
      kind: 'field',
      head: 'Stands for',
      narrow: 'line',
      cell: (_, index) => (
        <SelectField
          path={at(index, 'role')}
          label={`What name ${index + 1} stands for`}
          options={ROLE_OPTIONS}
          inTable
        />
      ),
    },
    {
      kind: 'field',
      head: 'Unit',
      cell: (_, index) => <TextField path={at(index, 'unit')} label={`Unit of name ${index + 1}`} inTable />,
    },
    {
      kind: 'field',
      head: 'Times',
      cell: (_, index) => <NumberField path={at(index, 'scale')} label={`Factor of name ${index + 1}`} inTable />,
    },
    {
      kind: 'field',
      head: 'Description',
      cell: (_, index) => (
        <TextField path={at(index, 'description')} label={`Description of name ${index + 1}`} inTable />
      ),
    },
    {
      kind: 'action',
      head: '',
      cell: (row, index) => (
        <button type="button" aria-label={`Remove name ${index + 1}`} onClick={() => onRemove(row)}>
          ×
        </button>
      ),
    },
  ]
}

/** Tags of the source in use that go by the plant's own name and aren't listed; none while another source is filled in. */
function useUnmappedNames(mapping: readonly TagMapping[]): TagMapping[] {
  const saved = useSavedSettings()
  const tags = useEngine((state) => state.tags)
  const isInUse = useStore(settingsDraft, ({ draft }) => (draft ?? saved).source.kind === saved.source.kind)
  if (!isInUse) return []
  const listed = new Set(mapping.map(({ name }) => name))
  return tags
    .filter(({ id, role }) => role === 'feeder' && !listed.has(id.replace(/^feeder:/, '')))
    .map(({ id, unit, description }) => ({
      name: id.replace(/^feeder:/, ''),
      role: 'feeder',
      unit,
      scale: 1,
      description: description === id ? '' : description,
    }))
}
