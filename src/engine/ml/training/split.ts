import type { StepRange } from '../features/dataset.ts'

/** Training, validation and holdout, in order of time: by default 72, 8 and 20 %. */
export function splitSeries(
  length: number,
  shares: { readonly validation: number; readonly holdout: number } = { validation: 0.08, holdout: 0.2 },
): { readonly training: StepRange; readonly validation: StepRange; readonly holdout: StepRange } {
  const holdout = Math.floor(length * (1 - shares.holdout))
  const validation = Math.floor(length * (1 - shares.holdout - shares.validation))
  return {
    training: { from: 0, to: validation },
    validation: { from: validation, to: holdout },
    holdout: { from: holdout, to: length },
  }
}
