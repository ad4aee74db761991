import { useMemo } from 'react'
import { formatAmount } from '../../domain/format/money.ts'
import { formatEntered } from '../../domain/format/power.ts'
import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { SAMPLE_LOADS } from '../../domain/shedding/sample-loads.ts'
import type { ShedStep } from '../../domain/shedding/sheddable-load.ts'
import { SECOND } from '../../domain/time/time.ts'
import { formatMoment, formatSpan, formatTime } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { type Column, DataTable } from '../table/data-table.tsx'
import { describeNewPlan, describeNextStep, type NoticeMinutes, shedBeginAt } from './alert-text.ts'
import { useAlertCall } from './use-alert-call.ts'

/** Which loads to shed and when; accepted, it is counted down and marked load by load. */
export function PlanTable({ alert }: { readonly alert: Alert }) {
  const { ask, failure, pending } = useAlertCall()
  const notices = useNoticeMinutes()
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const { accepted } = alert
  const newPlan = describeNewPlan(alert)
  const steps = (accepted?.plan ?? alert.plan)?.steps ?? []
  return (
    <div className="plan">
      {accepted !== null && <NextStep alert={alert} notices={notices} />}
      <DataTable
        caption="Which loads to shed, and when"
        columns={columnsOf(alert, notices, zone, (load, shed) => void ask('markShed', { id: alert.id, load, shed }))}
        rows={steps}
        rowKey={({ load }) => load}
      />
      <div className="actions">
        {newPlan !== '' && <p className="new-plan">{newPlan}</p>}
        {(accepted === null || newPlan !== '') && (
          <button
            type="button"
            className="primary"
            disabled={pending || steps.length === 0}
            onClick={() => void ask('acceptPlan', { id: alert.id })}
          >
            {accepted === null ? 'Accept the plan' : 'Accept this plan instead'}
          </button>
        )}
        <p className="hint">
          EcoPulse advises; it switches nothing. People shed the loads and mark here what they did.
        </p>
        {failure !== '' && <p role="alert">{failure}</p>}
      </div>
    </div>
  )
}

/** Of the loads as they are entered now, or of the samples. */
function useNoticeMinutes(): NoticeMinutes {
  const loads = useEngine((state) => state.settings?.loads ?? SAMPLE_LOADS)
  return useMemo(() => new Map(loads.map(({ id, noticeMinutes }) => [id, noticeMinutes])), [loads])
}

function NextStep({ alert, notices }: { readonly alert: Alert; readonly notices: NoticeMinutes }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(SECOND)
  if (alert.accepted === null) return null
  return (
    <p className="next-step">
      <strong>{describeNextStep(alert, notices, now, zone)}</strong>
      <span className="hint">{`accepted ${formatMoment(alert.accepted.at, zone)} · costs ${formatAmount(alert.accepted.plan.cost, alert.stake.currency)}`}</span>
    </p>
  )
}

type OnMark = (load: string, shed: boolean) => void

function columnsOf(alert: Alert, notices: NoticeMinutes, zone: string, onMark: OnMark): readonly Column<ShedStep>[] {
  const { accepted, stake } = alert
  const columns: readonly Column<ShedStep>[] = [
    { kind: 'name', head: 'Shed', cell: ({ name }) => name },
    { kind: 'number', head: 'kW', cell: ({ kw }) => formatEntered(kw) },
    {
      kind: 'number',
      head: 'Off',
      cell: (step) => {
        const begin = shedBeginAt(step, notices)
        return (
          <>
            {formatSpan(step.from, step.to, zone)}
            {begin < step.from && <small>{`begin at ${formatTime(begin, zone, 'time')}`}</small>}
          </>
        )
      },
    },
    {
      kind: 'number',
      head: 'Costs',
      cell: ({ cost }) => formatAmount(cost, stake.currency),
      // Beside the marks there is no room for what each costs: the sum is shown above.
      ...(accepted === null ? {} : { narrow: 'hidden' }),
    },
  ]
  if (accepted === null) return columns
  const marks: Column<ShedStep> = {
    kind: 'number',
    head: 'Marked',
    cell: ({ load, name }) => (
      <ShedMarks name={name} mark={accepted.marks[load]} zone={zone} onMark={(shed) => onMark(load, shed)} />
    ),
  }
  return [...columns, marks]
}

interface ShedMarksProps {
  readonly name: string
  readonly mark: { readonly shedAt: number | null; readonly backAt: number | null } | undefined
  readonly zone: string
  readonly onMark: (shed: boolean) => void
}

function ShedMarks({ name, mark, zone, onMark }: ShedMarksProps) {
  const { shedAt, backAt } = mark ?? { shedAt: null, backAt: null }
  const isOff = shedAt !== null && backAt === null
  const shed = shedAt === null ? 'Shed' : `Shed ${formatTime(shedAt, zone, 'time')}`
  const back = backAt === null ? 'Back' : `Back ${formatTime(backAt, zone, 'time')}`
  return (
    <span className="marks">
      <button type="button" aria-label={`${shed}: ${name}`} aria-pressed={isOff} onClick={() => onMark(true)}>
        {shed}
      </button>
      <button
        type="button"
        aria-label={`${back}: ${name}`}
        aria-pressed={backAt !== null}
        disabled={shedAt === null}
        onClick={() => onMark(false)}
      >
        {back}
      </button>
    </span>
  )
}
