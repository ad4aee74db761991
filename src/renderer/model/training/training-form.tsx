import { type FormEvent, useId, useState } from 'react'
import type { TrainingData } from '../../../contract/schemas/models.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { DAY } from '../../../domain/time/time.ts'
import { Segmented } from '../../form/segmented.tsx'
import { useEngine } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import '../../form/form.css'

const DATA_OPTIONS = [
  { value: 'history', text: 'Kept history' },
  { value: 'csv', text: 'CSV file' },
] as const satisfies readonly { value: TrainingData['kind']; text: string }[]

const CSV_FIELDS = [
  { name: 'file', label: 'File', hint: 'its path on the machine that EcoPulse runs on', needed: true },
  { name: 'value', label: 'Column with the load', hint: 'in kW', needed: true },
  { name: 'time', label: 'Column with the time', hint: 'empty: the first that reads as one', needed: false },
  { name: 'temperature', label: 'Column with the temperature', hint: 'empty: none', needed: false },
  { name: 'zone', label: 'Zone', hint: 'of its times without offset; empty: UTC', needed: false },
] as const

type CsvDraft = Record<(typeof CSV_FIELDS)[number]['name'], string>
const EMPTY_CSV: CsvDraft = { file: '', value: '', time: '', temperature: '', zone: '' }

interface TrainingFormProps {
  readonly busy: boolean
  /** The path of the field that the engine refused, like `data.file`; empty where it refused none. */
  readonly wrongField: string
  readonly onStart: (data: TrainingData) => void
}

/** What to train on. */
export function TrainingForm({ busy, wrongField, onStart }: TrainingFormProps) {
  const [kind, choose] = useState<TrainingData['kind']>('history')
  const [csv, setCsv] = useState(EMPTY_CSV)
  const start = (event: FormEvent) => {
    event.preventDefault()
    onStart(kind === 'history' ? { kind } : toTrainingData(csv))
  }
  return (
    <form className="training-form" onSubmit={start}>
      <Segmented label="Train on" options={DATA_OPTIONS} chosen={kind} onChoose={choose} />
      {kind === 'history' ? <KeptHistory /> : <CsvFields csv={csv} wrongField={wrongField} onChange={setCsv} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy}>
          Start training
        </button>
        <span className="hint">The models in use stay in use until a better one is taken.</span>
      </div>
    </form>
  )
}

/** What is left empty is left out. */
function toTrainingData({ file, value, ...others }: CsvDraft): TrainingData {
  const given = Object.fromEntries(Object.entries(others).filter(([, text]) => text.trim() !== ''))
  return { kind: 'csv', file: file.trim(), value: value.trim(), ...given }
}

/** More than this is not counted. */
const MAX_DAYS = 5 * 366

function KeptHistory() {
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id ?? '')
  const today = usePlantTime(DAY)
  const { value } = useAnswer('history', tag === '' ? '' : `${tag} ${today}`, {
    tag,
    from: today - MAX_DAYS * DAY,
    to: today,
    points: MAX_DAYS,
  })
  if (value === null) return <p className="hint">{HISTORY_ADVICE}</p>
  const days = value.points.reduce((sum, [, , , , coverage]) => sum + coverage * value.resolutionMs, 0) / DAY
  return <p className="hint">{`${formatNumber(days, 0)} days of load are kept. ${HISTORY_ADVICE}`}</p>
}

const HISTORY_ADVICE = 'Half a year or more makes a model that is hard to beat.'

interface CsvFieldsProps extends Pick<TrainingFormProps, 'wrongField'> {
  readonly csv: CsvDraft
  readonly onChange: (csv: CsvDraft) => void
}

function CsvFields({ csv, wrongField, onChange }: CsvFieldsProps) {
  const id = useId()
  return (
    <div className="fields">
      {CSV_FIELDS.map(({ name, label, hint, needed }) => (
        <div className="field" key={name}>
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <input
            id={`${id}-${name}`}
            type="text"
            autoComplete="off"
            spellCheck={false}
            required={needed}
            aria-invalid={wrongField === `data.${name}`}
            aria-describedby={`${id}-${name}-more`}
            value={csv[name]}
            onChange={({ target }) => onChange({ ...csv, [name]: target.value })}
          />
          <div id={`${id}-${name}-more`} className="field-more">
            <span className="hint">{hint}</span>
          </div>
        </div>
      ))}
    </div>
  )
}
