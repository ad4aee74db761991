import { FEATURE_WORDS, type FeatureDraft, type FeatureName } from './description-draft.ts'
import { Choice, NumberText } from './description-field.tsx'

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
        <Choice
          {...at('name')}
          label={`What ${which} is`}
          options={FEATURE_WORDS}
          onChange={(name) => onChange({ name: name as FeatureName })}
        />
        {feature.name === 'constant' && (
          <NumberText {...at('value')} label={`Number of ${which}`} onChange={(value) => onChange({ value })} />
        )}
      </td>
      <td>
        <NumberText {...at('mean')} label={`Mean of ${which}`} onChange={(mean) => onChange({ mean })} />
      </td>
      <td>
        <NumberText {...at('std')} label={`Std of ${which}`} onChange={(std) => onChange({ std })} />
      </td>
    </tr>
  )
}
