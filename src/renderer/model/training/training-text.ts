import type { Training, TrainingJob } from '../../../contract/schemas/models.ts'
import { formatDuration } from '../../../domain/format/durations.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { MINUTE } from '../../../domain/time/time.ts'

/** What a job does: «epoch 12 of at most 40». */
export function describePhase({ phase, epoch, epochs }: TrainingJob): string {
  switch (phase) {
    case 'waiting':
      return 'waits for its turn'
    case 'reading':
      return 'reads the data'
    case 'fitting':
      return epoch < 1 ? 'begins to learn' : `epoch ${epoch} of at most ${epochs}`
    case 'scoring':
      return 'is measured on the holdout'
    case 'done':
      return 'done'
  }
}

/** What is left of a job, by whole minutes: it stays the same for a while. */
export function describeTimeLeft({ phase, leftMs }: TrainingJob): string {
  if (phase === 'done') return ''
  if (leftMs === null) return 'time left not known yet'
  if (leftMs < MINUTE) return 'less than a minute left'
  return `at most ${formatDuration(Math.ceil(leftMs / MINUTE) * MINUTE, true)} left`
}

/** «loss 0.0182 · validation 0.0201»; empty while there is none. */
export function formatLoss({ loss, validationLoss }: TrainingJob): string {
  if (loss === null) return ''
  const validation = validationLoss === null ? '' : ` · validation ${formatNumber(validationLoss, 4)}`
  return `loss ${formatNumber(loss, 4)}${validation}`
}

/** How the last training ended, in the engine's sentence; empty where none has. */
export function describeLastTraining(training: Training): string {
  if (training.kind !== 'ended') return ''
  const durationText = formatDuration(training.endedAt - training.startedAt, true)
  return `${training.message} It ended after ${durationText}, on ${training.data}.`
}
