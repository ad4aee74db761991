import { useState } from 'react'
import type { CallError, CallInput } from '../../../contract/api.ts'
import type { Training, TrainingJob } from '../../../contract/schemas/models.ts'
import { formatPercent } from '../../../domain/format/percent.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'
import { formatMoment } from '../../format/times.ts'
import { useEngine, usePage } from '../../page/page-context.ts'
import { TrainingForm } from './training-form.tsx'
import { describeLastTraining, describePhase, describeTimeLeft, formatLoss } from './training-text.ts'
import './training.css'

type RunningTraining = Extract<Training, { kind: 'running' }>

/** Trains models, or shows how far that is: also where it was started in another window. */
export function TrainingPanel() {
  const { transport } = usePage()
  const training = useEngine((state) => state.training)
  const [error, setError] = useState<CallError | null>(null)
  const [pendingCall, setPendingCall] = useState('')
  const ask = async <N extends 'startTraining' | 'cancelTraining'>(name: N, input: CallInput<N>) => {
    setPendingCall(name)
    setError(null)
    const outcome = await transport.call(name, input)
    setPendingCall('')
    if (!outcome.ok) setError(outcome.error)
  }
  return (
    <section className="panel training-panel" aria-labelledby="training-title">
      <div className="panel-title">
        <h2 id="training-title">Training</h2>
        <span>{training.kind === 'running' ? `on ${training.data}` : 'a model of each horizon'}</span>
      </div>
      <p role="status" className="feedback">
        {error?.message ?? describeLastTraining(training)}
      </p>
      {training.kind === 'running' ? (
        <TrainingProgress
          training={training}
          busy={pendingCall === 'cancelTraining'}
          onCancel={() => void ask('cancelTraining', {})}
        />
      ) : (
        <TrainingForm
          busy={pendingCall !== ''}
          wrongField={error?.field ?? ''}
          onStart={(data) => void ask('startTraining', { data })}
        />
      )}
    </section>
  )
}

interface TrainingProgressProps {
  readonly training: RunningTraining
  readonly busy: boolean
  readonly onCancel: () => void
}

function TrainingProgress({ training, busy, onCancel }: TrainingProgressProps) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  return (
    <>
      <ul className="jobs">
        {training.jobs.map((job) => (
          <TrainingJobItem key={job.horizon} job={job} />
        ))}
      </ul>
      <div className="actions">
        <button type="button" disabled={busy} onClick={onCancel}>
          Cancel training
        </button>
        <span className="hint">
          {`Since ${formatMoment(training.startedAt, zone)}. The models in use stay in use, also if it is cancelled.`}
        </span>
      </div>
    </>
  )
}

function TrainingJobItem({ job }: { readonly job: TrainingJob }) {
  const name = HORIZON_LABELS[job.horizon]
  return (
    <li>
      <h3>{name}</h3>
      <span>{describePhase(job)}</span>
      <span className="job-end">{formatPercent(job.share)}</span>
      <div
        className="progress"
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(job.share * 100)}
      >
        <div style={{ width: formatPercent(job.share).replace(' ', '') }} />
      </div>
      <span className="hint">{formatLoss(job)}</span>
      <span className="hint job-end">{describeTimeLeft(job)}</span>
    </li>
  )
}
