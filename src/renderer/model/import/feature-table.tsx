import { type Column, DataTable } from '../../table/data-table.tsx'
import { FEATURE_LABELS, type FeatureDraft, type FeatureOption } from './description-draft.ts'
import { NumberInput, SelectInput } from './description-field.tsx'

interface FeatureTableProps {
  readonly features: readonly FeatureDraft[]
  /** The field that the engine refused, like `features.2.std`. */
  readonly wrong: string
  readonly onChange: (features: readonly FeatureDraft[]) => void
}

/** What each column of the input is: the network is given (value − mean) / std. */
export function FeatureTable({ features, wrong, onChange }: FeatureTableProps) {
  const change = (index: number, changes: Partial<FeatureDraft>) =>
    onChange(features.map((each, at) => (at === index ? { ...each, ...changes } : each)))
  const at = (index: number, feature: FeatureDraft, key: keyof FeatureDraft) => {
    const path = `features.${index}.${key}`
    return { path, wrong: wrong === path, inTable: true, value: feature[key] }
  }
  const columns: readonly Column<FeatureDraft>[] = [
    { kind: 'name', head: 'Column', width: '4.2rem', cell: (_, index) => index + 1 },
    {
      kind: 'field',
      head: 'Is the',
      narrow: 'line',
      cell: (feature, index) => (
        <>
          <SelectInput
            {...at(index, feature, 'name')}
            label={`What column ${index + 1} is`}
            options={FEATURE_LABELS}
            onChange={(name) => change(index, { name: name as FeatureOption })}
          />
          {feature.name === 'constant' && (
            <NumberInput
              {...at(index, feature, 'value')}
              label={`Number of column ${index + 1}`}
              onChange={(value) => change(index, { value })}
            />
          )}
        </>
      ),
    },
    {
      kind: 'field',
      head: 'less mean',
      width: '7.5rem',
      cell: (feature, index) => (
        <NumberInput
          {...at(index, feature, 'mean')}
          label={`Mean of column ${index + 1}`}
          onChange={(mean) => change(index, { mean })}
        />
      ),
    },
    {
      kind: 'field',
      head: 'over std',
      width: '7.5rem',
      cell: (feature, index) => (
        <NumberInput
          {...at(index, feature, 'std')}
          label={`Std of column ${index + 1}`}
          onChange={(std) => change(index, { std })}
        />
      ),
    },
  ]
  return (
    <DataTable
      className="features"
      caption="The columns of the network’s input"
      columns={columns}
      rows={features}
      rowKey={(_, index) => index}
      cards
    />
  )
}
