import { useStore } from 'zustand'
import type { TagMapping } from '../../contract/settings.ts'
import { TAG_ROLES, type Tag } from '../../domain/telemetry/tag.ts'
import { settingsDraft } from '../form/draft-store.ts'
import { SelectField, TextField, useDraftValue, useSavedSettings } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { useEngine } from '../page/page-context.ts'

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
const COLUMNS = ['The plant’s name', 'Stands for', 'Unit', 'Times', 'Description']

/** How the plant's names become tags. */
export function MappingTable() {
  const { value, change } = useDraftValue(['source', 'mapping'])
  const mapping = (value ?? []) as readonly TagMapping[]
  const unmapped = useUnmappedNames(mapping)
  const add = (rows: readonly TagMapping[]) => change([...mapping, ...rows])
  return (
    <div className="mapping">
      <h3>Names</h3>
      <p className="hint">
        Names that are not listed become tags of their own, and usual ones (load_kw, pv, grid…) are recognised. Values
        are multiplied by «Times»: 0.001 for W to kW, −1 for an inverted sign.
      </p>
      {mapping.length > 0 && (
        <table>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {[...mapping.entries()].map(([index, row]) => (
              <MappingRow key={index} index={index} onRemove={() => change(mapping.filter((each) => each !== row))} />
            ))}
          </tbody>
        </table>
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

function MappingRow({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const at = (key: keyof TagMapping) => ['source', 'mapping', index, key]
  const which = `name ${index + 1}`
  return (
    <tr>
      <td>
        <TextField path={at('name')} label={`Plant’s name of ${which}`} inTable />
      </td>
      <td>
        <SelectField path={at('role')} label={`What ${which} stands for`} options={ROLE_OPTIONS} inTable />
      </td>
      <td>
        <TextField path={at('unit')} label={`Unit of ${which}`} inTable />
      </td>
      <td>
        <NumberField path={at('scale')} label={`Factor of ${which}`} inTable />
      </td>
      <td>
        <TextField path={at('description')} label={`Description of ${which}`} inTable />
      </td>
      <td>
        <button type="button" aria-label={`Remove ${which}`} onClick={onRemove}>
          ×
        </button>
      </td>
    </tr>
  )
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
