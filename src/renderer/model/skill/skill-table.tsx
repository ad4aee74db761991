import type { SkillSpan } from '../../../contract/schemas/models.ts'
import { buildScoreRows } from './score-text.ts'

const COLUMNS = [
  { key: 'mape', head: 'MAPE', unit: '' },
  { key: 'wape', head: 'WAPE', unit: '' },
  { key: 'maeKw', head: 'MAE', unit: 'kW' },
  { key: 'pinballKw', head: 'Pinball', unit: 'kW' },
  { key: 'coverage', head: 'In P10–\u2060P90', unit: '80 % is right' },
  { key: 'skill', head: 'Skill', unit: 'over best naive' },
] as const

/** The scores of one stretch: the model first, then each naive rule, always in the same order. */
export function SkillTable({ span }: { readonly span: SkillSpan }) {
  return (
    <table className="scores">
      <thead>
        <tr>
          <td />
          {COLUMNS.map(({ key, head, unit }) => (
            <th key={key} scope="col">
              {head}
              {unit !== '' && <small>{` ${unit}`}</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {buildScoreRows(span).map((row) => (
          <tr key={row.key} className={row.isNaive ? 'is-naive' : ''}>
            <th scope="row">
              {row.name}
              {row.mark !== '' && <small>{` · ${row.mark}`}</small>}
            </th>
            {COLUMNS.map(({ key }) => (
              <td key={key}>{row[key]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
