import type { TrainingJob } from '../../../contract/schemas/models.ts'
import type { FitWatch } from './fit.ts'
import type { TrainingPlan } from './plan.ts'

/** Where a training stands. */
export type TrainProgress = Omit<TrainingJob, 'horizon'>

/** Tells of a training as it goes on, and how long it will take at the most. */
export interface ProgressOf {
  fitting(): void
  /** What the fit of the nth member tells. */
  member(nth: number): Omit<FitWatch, 'signal'>
  scoring(): void
  done(): void
}

/** Share of a training that its fit takes: what comes after is scoring. */
const FITTING = 0.95

/** @param tell Is called at every batch: whoever shows it thins it out. */
export function createProgress(plan: TrainingPlan, tell: (progress: TrainProgress) => void): ProgressOf {
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
  const put = (change: Partial<TrainProgress>) => {
    state = { ...state, ...change }
    tell(state)
  }
  tell(state)
  return {
    fitting() {
      startedAt = performance.now()
      put({ phase: 'fitting' })
    },
    member: (nth) => ({
      onBatch(epoch, done) {
        const share = (FITTING * (nth * epochs + epoch - 1 + done)) / (epochs * members)
        const spent = performance.now() - startedAt
        put({ epoch: nth * epochs + epoch, share, leftMs: share === 0 ? null : (spent * (1 - share)) / share })
      },
      onEpoch: ({ loss, validationLoss }) => put({ loss, validationLoss }),
    }),
    scoring: () => put({ phase: 'scoring', share: FITTING }),
    done: () => put({ phase: 'done', share: 1, leftMs: 0 }),
  }
}
