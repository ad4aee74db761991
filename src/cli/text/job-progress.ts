import { HORIZONS, type Horizon } from '../../domain/forecast/forecast.ts'
import type { TrainProgress } from '../../engine/ml/training/progress.ts'

/** Where progress is written. A terminal shows one line that changes; a file gets a line for each tenth. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export const HORIZON_NAMES: Readonly<Record<Horizon, string>> = { nextHour: 'next hour', nextDay: 'next day' }

/** Shows how far the training of each horizon is, and what is left at the most. */
export function createJobProgress(output: ProgressOutput): {
  show(horizon: Horizon, progress: TrainProgress): void
  clear(): void
} {
  const states = new Map<Horizon, TrainProgress>()
  const tenths = new Map<Horizon, number>()
  return {
    show(horizon, progress) {
      states.set(horizon, progress)
      if (output.isTTY === true) {
        const all = HORIZONS.flatMap((each) => {
          const state = states.get(each)
          return state === undefined ? [] : [`${HORIZON_NAMES[each]}: ${formatProgress(state)}`]
        })
        output.write(`\r${all.join(' · ')}\u001b[K`)
        return
      }
      const tenth = Math.floor(progress.share * 10)
      if (tenth === tenths.get(horizon)) return
      tenths.set(horizon, tenth)
      output.write(`${HORIZON_NAMES[horizon]}: ${formatProgress(progress)}\n`)
    },
    clear() {
      if (output.isTTY === true) output.write('\r\u001b[K')
    },
  }
}

function formatProgress({ phase, epoch, epochs, share, leftMs, validationLoss }: TrainProgress): string {
  if (phase === 'reading') return 'reading'
  if (phase === 'scoring') return 'scoring'
  if (phase === 'done') return 'done'
  const loss = validationLoss === null ? '' : `, validation loss ${validationLoss.toFixed(5)}`
  return `epoch ${epoch} of ${epochs}, ${Math.floor(100 * share)} %${loss}${leftMs === null ? '' : `, ${formatTimeLeft(leftMs)}`}`
}

function formatTimeLeft(ms: number): string {
  const minutes = ms / 60_000
  return minutes < 1 ? 'less than a minute left' : `about ${Math.ceil(minutes)} min left`
}
