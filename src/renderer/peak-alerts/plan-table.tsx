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
import { describeNewPlan, describeNextStep, type NoticeMinutes, shedBeginAt } from './alert-text.ts'
import { useAlertCall } from './use-alert-call.ts'

/** Which loads to shed and when; accepted, it is counted down and marked load by load. */
export function PlanTable({ alert }: { readonly alert: Alert }) {
  const { ask, failure, pending } = useAlertCall()
  const notices = useNoticeMinutes()
  const { accepted } = alert
  const newPlan = describeNewPlan(alert)
  const steps = (accepted?.plan ?? alert.plan)?.steps ?? []
  return (
    <div className="plan">
      {accepted !== null && <NextStep alert={alert} notices={notices} />}
      <table>
        <thead>
          <tr>
            <th scope="col">Shed</th>
            <th scope="col">kW</th>
            <th scope="col">Off</th>
            <th scope="col">Costs</th>
            {accepted !== null && <th scope="col">Marked</th>}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <PlanStepRow
              key={step.load}
              step={step}
              alert={alert}
              begin={shedBeginAt(step, notices)}
              onMark={(shed) => void ask('markShed', { id: alert.id, load: step.load, shed })}
            />
          ))}
        </tbody>
      </table>
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

interface PlanStepRowProps {
  readonly step: ShedStep
  readonly alert: Alert
  /** When people begin to shed it. */
  readonly begin: number
  readonly onMark: (shed: boolean) => void
}

function PlanStepRow({ step, alert, begin, onMark }: PlanStepRowProps) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const { load, name, kw, from, to, cost } = step
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{formatEntered(kw)}</td>
      <td>
        {formatSpan(from, to, zone)}
        {begin < from && <small>{`begin at ${formatTime(begin, zone, 'time')}`}</small>}
      </td>
      <td>{formatAmount(cost, alert.stake.currency)}</td>
      {alert.accepted !== null && (
        <td>
          <ShedMarks name={name} mark={alert.accepted.marks[load]} zone={zone} onMark={onMark} />
        </td>
      )}
    </tr>
  )
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
