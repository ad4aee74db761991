import type { TrainWatch } from '../engine/forecast/training/train.ts'

/** Where progress is written. A terminal shows the epoch under way; a file gets one line an epoch. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** Prints a line for each epoch, and how much time is left if all epochs are run. */
export function showProgress(epochs: number, output: ProgressOutput): Omit<TrainWatch, 'signal'> {
  let spentMs = 0
  let startedAt = performance.now()
  return {
    onStart({ backend, windows }) {
      output.write(
        `${windows} windows to train on, computed by ${backend}. Losses are shares of the plant's mean load.\n`,
      )
      startedAt = performance.now()
    },
    onBatch(epoch, share) {
      if (output.isTTY !== true) return
      const perEpoch = (spentMs + performance.now() - startedAt) / (epoch - 1 + share)
      output.write(
        `\repoch ${epoch}, ${Math.floor(100 * share)} %, ${left((epochs - epoch + 1 - share) * perEpoch)} \u001b[K`,
      )
    },
    onEpoch({ epoch, loss, validationLoss, best, ms }) {
      spentMs += ms
      startedAt = performance.now()
      const start = output.isTTY === true ? '\r\u001b[K' : ''
      const figures = `loss ${loss.toFixed(5)}, validation ${validationLoss.toFixed(5)}${best ? ' (best)' : ''}`
      const rest = epoch < epochs ? `, ${left(((epochs - epoch) * spentMs) / epoch)}` : ''
      output.write(`${start}epoch ${epoch} of ${epochs}: ${figures}, ${Math.round(ms / 1000)} s${rest}\n`)
    },
  }
}

function left(ms: number): string {
  const minutes = ms / 60_000
  return minutes < 1 ? 'less than a minute left' : `about ${Math.ceil(minutes)} min left`
}
