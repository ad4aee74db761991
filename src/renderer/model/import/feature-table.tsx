import { FEATURE_LABELS, type FeatureDraft, type FeatureName } from './description-draft.ts'
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
  return (
    <table className="features">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Is the</th>
          <th scope="col">less mean</th>
          <th scope="col">over std</th>
        </tr>
      </thead>
      <tbody>
        {[...features.entries()].map(([index, feature]) => (
          <FeatureRow
            key={index}
            index={index}
            feature={feature}
            wrong={wrong}
            onChange={(changes) => change(index, changes)}
          />
        ))}
      </tbody>
    </table>
  )
}

interface FeatureRowProps extends Pick<FeatureTableProps, 'wrong'> {
  readonly index: number
  readonly feature: FeatureDraft
  readonly onChange: (changes: Partial<FeatureDraft>) => void
}

function FeatureRow({ index, feature, wrong, onChange }: FeatureRowProps) {
  const which = `column ${index + 1}`
  const at = (key: keyof FeatureDraft) => {
    const path = `features.${index}.${key}`
    return { path, wrong: wrong === path, inTable: true, value: feature[key] }
  }
  return (
    <tr>
      <th scope="row">{index + 1}</th>
      <td>
        <SelectInput
          {...at('name')}
          label={`What ${which} is`}
          options={FEATURE_LABELS}
          onChange={(name) => onChange({ name: name as FeatureName })}
        />
        {feature.name === 'constant' && (
          <NumberInput {...at('value')} label={`Number of ${which}`} onChange={(value) => onChange({ value })} />
        )}
      </td>
      <td>
        <NumberInput {...at('mean')} label={`Mean of ${which}`} onChange={(mean) => onChange({ mean })} />
      </td>
      <td>
        <NumberInput {...at('std')} label={`Std of ${which}`} onChange={(std) => onChange({ std })} />
      </td>
    </tr>
  )
}
