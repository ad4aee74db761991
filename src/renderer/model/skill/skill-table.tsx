import type { SkillSpan } from '../../../contract/schemas/models.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'
import { buildScoreRows } from './score-text.ts'

type Row = ReturnType<typeof buildScoreRows>[number]

const SCORES = [
  { key: 'mape', head: 'MAPE', unit: '' },
  { key: 'wape', head: 'WAPE', unit: '' },
  { key: 'maeKw', head: 'MAE', unit: 'kW' },
  { key: 'pinballKw', head: 'Pinball', unit: 'kW' },
  { key: 'coverage', head: 'In P10–\u2060P90', unit: '80 % is right' },
  { key: 'skill', head: 'Skill', unit: 'over best naive' },
] as const

const COLUMNS: readonly Column<Row>[] = [
  {
    kind: 'name',
    head: '',
    cell: ({ name, mark }) => (
      <>
        {name}
        {mark !== '' && <small>{` · ${mark}`}</small>}
      </>
    ),
  },
  ...SCORES.map(({ key, head, unit }): Column<Row> => ({ kind: 'number', head, unit, cell: (row) => row[key] })),
]

/** The scores of one stretch: the model first, then each naive rule, always in the same order. */
export function SkillTable({ span }: { readonly span: SkillSpan }) {
  return (
    <DataTable
      className="scores"
      caption="Scores of the model, and of each naive rule"
      columns={COLUMNS}
      rows={buildScoreRows(span)}
      rowKey={({ key }) => key}
      rowProps={({ isNaive }) => ({ className: isNaive ? 'is-naive' : '' })}
    />
  )
}
