import { HOUR, type Interval, MINUTE } from '../time/time.ts'
import type { DemandOrigin, RunningDemand } from './demand-interval.ts'
import { EnergyCounter, MAX_INTERPOLATION_SHARE } from './energy-counter.ts'
import type { IntervalClock } from './interval-clock.ts'
import { type KnownEnergy, SampleAndHold } from './sample-and-hold.ts'

/** What the running interval is compared with. */
export type DemandTarget = Pick<RunningDemand, 'targetKw' | 'targetIs' | 'billedPeakKw'>

/**
 * Follows the running demand interval, sample by sample. Its answers are a function of the samples and not of the order
 * in which they are added: late ones are accepted, the same one twice is one. Nothing is kept beyond what the running
 * interval and the last minute need.
 */
export interface RunningDemandTracker {
  /**
   * A sample of what the grid delivers.
   * @param kw Export is negative, and counts as 0. NaN, for a value that can't be trusted, ends the sample before it.
   * @param periodMs How long a sample holds: until the next one, at most one and a half times this.
   */
  addPower(at: number, kw: number, periodMs: number): void
  /** A reading of the energy counter of what the grid delivered. */
  addCounterReading(at: number, kwh: number): void
  /** The demand by then of the interval that `at` lies in. @param at The plant's time, epoch ms. */
  runningDemandAt(at: number, target: DemandTarget): RunningDemand
}

/** What is known of an interval up to now, and by what. */
interface EnergySoFar extends KnownEnergy {
  readonly origin: DemandOrigin
}

/** No demand interval is longer, in ms. */
const MAX_INTERVAL = HOUR
/** A sample further ahead of the one before it, in ms, may be of a faulty clock: nothing is deleted for it. */
const MAX_CLOCK_LEAP = HOUR

/** @param clock The intervals by which demand is metered: a tracker is for one rule and zone. */
export function createRunningDemandTracker(clock: IntervalClock): RunningDemandTracker {
  const held = new SampleAndHold()
  const counted = new EnergyCounter()
  let neededFrom = Number.NEGATIVE_INFINITY
  let newestAt = Number.NEGATIVE_INFINITY

  const discardBefore = (from: number) => {
    neededFrom = from
    held.discardBefore(from)
    counted.discardBefore(from)
  }
  /** Between two calls for the running interval, the samples themselves move time on. */
  const advanceTo = (at: number) => {
    const ahead = at - newestAt
    if (ahead <= 0) return
    newestAt = at
    const needed = at - MAX_INTERVAL - MAX_CLOCK_LEAP
    if (ahead <= MAX_CLOCK_LEAP && needed >= neededFrom + MINUTE) discardBefore(needed)
  }
  return {
    addPower(at, kw, periodMs) {
      held.add(at, kw, periodMs)
      advanceTo(at)
    },
    addCounterReading(at, kwh) {
      counted.add(at, kwh)
      advanceTo(at)
    },
    runningDemandAt(at, target) {
      const interval = clock.intervalAt(at)
      const needed = Math.min(interval.start, at - MINUTE)
      // Once a minute is enough; where the plant's time went back, older samples are needed again.
      if (needed >= neededFrom + MINUTE || needed < neededFrom) discardBefore(needed)
      return computeRunningDemand({
        interval,
        at,
        soFar: computeEnergySoFar(held, counted, interval, at),
        nowKw: meanPower(held, counted, { start: at - MINUTE, end: at }),
        target,
      })
    },
  }
}

/**
 * What is known of the interval before `at`. Where the counter covers it at least as well as power does, it is the
 * counter's up to its newest reading, and power's from there on.
 */
function computeEnergySoFar(
  held: SampleAndHold,
  counted: EnergyCounter,
  { start, end }: Interval,
  at: number,
): EnergySoFar {
  const power = held.energyOver({ start, end: at })
  const closeMs = (end - start) * MAX_INTERPOLATION_SHARE
  const { energyKwh, knownMs, knownUntil } = counted.energyOver({ start, end: at }, closeMs)
  if (knownMs === 0 || at - knownUntil > closeMs) return { ...power, origin: 'power' }
  const since = held.energyOver({ start: knownUntil, end: at })
  if (knownMs + since.knownMs < power.knownMs) return { ...power, origin: 'power' }
  return { kwMs: energyKwh * HOUR + since.kwMs, knownMs: knownMs + since.knownMs, origin: 'counter' }
}

/**
 * Mean power over what is known of a short span, by the samples, or else by the counter; null where neither has any.
 */
function meanPower(held: SampleAndHold, counted: EnergyCounter, span: Interval): number | null {
  const power = held.energyOver(span)
  if (power.knownMs > 0) return power.kwMs / power.knownMs
  const { energyKwh, knownMs } = counted.energyOver(span, span.end - span.start)
  return knownMs > 0 ? (energyKwh * HOUR) / knownMs : null
}

interface RunningDemandContext {
  readonly interval: Interval
  readonly at: number
  readonly soFar: EnergySoFar
  readonly nowKw: number | null
  readonly target: DemandTarget
}

/**
 * The interval's demand is the mean over what will be known of it: what is known so far, and all of the rest. What is
 * unknown so far counts for nothing in it, as it will once the interval is over.
 */
function computeRunningDemand({ interval, at, soFar, nowKw, target }: RunningDemandContext): RunningDemand {
  const { kwMs, knownMs, origin } = soFar
  const { targetKw, targetIs, billedPeakKw } = target
  const [pastMs, restMs] = [at - interval.start, interval.end - at]
  const lengthMs = knownMs + restMs
  /** Energy that is left until the demand reaches the target, in kW × ms. */
  const leftKwMs = targetKw === null || (knownMs === 0 && pastMs > 0) ? null : targetKw * lengthMs - kwMs
  const endsAtKw = nowKw === null ? null : (kwMs + nowKw * restMs) / lengthMs
  return {
    start: interval.start,
    end: interval.end,
    at,
    meanKw: knownMs === 0 ? null : kwMs / knownMs,
    coverage: pastMs === 0 ? 1 : knownMs / pastMs,
    nowKw,
    endsAtKw,
    targetKw,
    targetIs,
    billedPeakKw,
    mayAverageKw: leftKwMs === null ? null : leftKwMs / restMs,
    crossesAt: leftKwMs === null ? null : findTargetCrossing(leftKwMs, nowKw, at, interval.end),
    origin,
  }
}

/**
 * When what is left until the target is used up at this power; `at` where it is already, null where that isn't before
 * the end.
 */
function findTargetCrossing(leftKwMs: number, nowKw: number | null, at: number, end: number): number | null {
  if (leftKwMs < 0) return at
  if (nowKw === null || nowKw <= 0) return null
  const crossesAt = Math.ceil(at + leftKwMs / nowKw)
  return crossesAt < end ? crossesAt : null
}
