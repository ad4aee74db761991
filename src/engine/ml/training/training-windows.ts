import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { EngineError } from '../../runtime/engine-error.ts'
import { type Dataset, findWindows, readDataset } from '../features/dataset.ts'
import type { splitSeries } from './split.ts'

/** Windows to train on, to calibrate by and to be scored on, at the least. */
const MIN_TRAINING_WINDOWS = 500
const MIN_OTHER_WINDOWS = 40

/** The parts of a series, in order of time. */
export type SeriesSplit = ReturnType<typeof splitSeries>

/**
 * The windows of each part. Those in which the plant stood still for over a day are left out, since a meter that was out
 * would teach nonsense; unless they are so many that standing still is this plant's habit.
 * @throws EngineError `invalid` where they are too few.
 */
export function readTrainingWindows(series: LoadSeries, horizon: Horizon, scaleKw: number | null, parts: SeriesSplit) {
  const free = readDataset(series, horizon, scaleKw)
  const moving = { ...free, longestStill: free.layout.day }
  const all = findSplitWindows(free, parts)
  const some = findSplitWindows(moving, parts)
  const isMoving = createMovingTest(free, free.layout.day)
  // What follows a window decides whether it is trained on, and never whether it is held out.
  const usable = { ...some, training: some.training.filter(isMoving), validation: some.validation.filter(isMoving) }
  const isHabit = usable.training.length < all.training.length / 2 || !areEnough(usable)
  const windows = isHabit ? all : usable
  if (areEnough(windows)) return { dataset: isHabit ? free : moving, windows }
  const days = Math.round(series.loadKw.length / free.layout.day)
  const { training, validation, holdout } = windows
  throw new EngineError(
    'invalid',
    `${days} days of load are too few or have too many holes: ${training.length} windows can be trained on, ` +
      `${validation.length} validated and ${holdout.length} held out; at least ${MIN_TRAINING_WINDOWS}, ${MIN_OTHER_WINDOWS} and ` +
      `${MIN_OTHER_WINDOWS} are needed. Five weeks of quarter-hours without long holes are enough.`,
  )
}

/** Whether neither a window's past nor its steps lie in a stretch of one value that is longer than `longest` steps. */
function createMovingTest({ filled: { still }, layout }: Dataset, longest: number): (at: number) => boolean {
  const stoodBefore = new Uint32Array(still.length + 1)
  let from = 0
  for (let i = 0; i < still.length; i++) {
    const isLast = (still[i + 1] ?? 1) === 1
    if (!isLast) continue
    const stood = (still[i] ?? 0) > longest
    for (let k = from; k <= i; k++) stoodBefore[k + 1] = (stoodBefore[k] ?? 0) + (stood ? 1 : 0)
    from = i + 1
  }
  return (at) => stoodBefore[at + layout.steps] === stoodBefore[at - layout.history]
}

function findSplitWindows(dataset: Dataset, { training, validation, holdout }: SeriesSplit) {
  return {
    training: findWindows(dataset, training),
    validation: findWindows(dataset, validation),
    holdout: findWindows(dataset, holdout),
  }
}

function areEnough({ training, validation, holdout }: ReturnType<typeof findSplitWindows>): boolean {
  return training.length >= MIN_TRAINING_WINDOWS && Math.min(validation.length, holdout.length) >= MIN_OTHER_WINDOWS
}
