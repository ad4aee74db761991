import type { TrainingJob } from '../../../contract/schemas/models.ts'
import type { FitHooks } from './fit.ts'
import type { TrainingPlan } from './plan.ts'

/** The progress of a training. */
export type TrainProgress = Omit<TrainingJob, 'horizon'>

/** Reports a training's progress, and how long it will last at the most. */
export interface TrainProgressReporter {
  fitting(): void
  /** The hooks of the fit of the nth member. */
  member(nth: number): Omit<FitHooks, 'signal'>
  scoring(): void
  done(): void
}

/** Share of a training that is its fit: the rest is scoring. */
const FITTING = 0.95

/** @param onProgress Is called at every batch: whoever shows it thins it out. */
export function createTrainProgressReporter(
  plan: TrainingPlan,
  onProgress: (progress: TrainProgress) => void,
): TrainProgressReporter {
  const { epochs } = plan.fit
  const members = plan.network.members
  let startedAt = performance.now()
  let state: TrainProgress = {
    phase: 'reading',
    epoch: 0,
    epochs: epochs * members,
    share: 0,
    leftMs: null,
    loss: null,
    validationLoss: null,
  }
  const update = (change: Partial<TrainProgress>) => {
    state = { ...state, ...change }
    onProgress(state)
  }
  onProgress(state)
  return {
    fitting() {
      startedAt = performance.now()
      update({ phase: 'fitting' })
    },
    member: (nth) => ({
      onBatch(epoch, done) {
        const share = (FITTING * (nth * epochs + epoch - 1 + done)) / (epochs * members)
        const spent = performance.now() - startedAt
        update({ epoch: nth * epochs + epoch, share, leftMs: share === 0 ? null : (spent * (1 - share)) / share })
      },
      onEpoch: ({ loss, validationLoss }) => update({ loss, validationLoss }),
    }),
    scoring: () => update({ phase: 'scoring', share: FITTING }),
    done: () => update({ phase: 'done', share: 1, leftMs: 0 }),
  }
}
