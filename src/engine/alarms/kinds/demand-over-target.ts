import type { RunningDemand } from '../../../domain/demand/demand-interval.ts'
import { formatPower } from '../../../domain/format/power.ts'
import type { AlarmKindDefinition, AlarmReading, PlantSnapshot } from '../plant-snapshot.ts'
import { computeUsualPeak } from '../usual-peaks.ts'

/**
 * How far beyond the limit the demand must head, in % of the target, at the beginning of an interval; it falls to 0 at
 * its end. The power of one minute says little about fifteen: on the simulated plant 19 of 20 intervals end within this
 * of what they headed for, in proportion to what is left of them.
 */
const ALLOWANCE_PERCENT = 10

/** The demand that the running interval heads for, in % of its target. */
export const demandOverTargetKind: AlarmKindDefinition = {
  subjects: () => [null],
  read(plant): AlarmReading {
    const { running } = plant
    const target = running?.targetKw ?? null
    const heads = running?.endsAtKw ?? null
    const known = running !== null && target !== null && target > 0 && heads !== null
    return {
      value: known ? (100 * heads) / target : null,
      unit: '%',
      allowance: running === null ? 0 : allowanceOf(running),
      suppressed: describeWhyNotJudged(plant),
      describe: (limit, verb) => describeDemand(plant, limit, verb),
      advice: describeAdvice(plant),
    }
  },
}

function allowanceOf({ at, start, end }: RunningDemand): number {
  return ALLOWANCE_PERCENT * Math.min(1, Math.max(0, (end - at) / (end - start)))
}

/** Early in a month each busy day sets a new peak: that is no alarm, unless the operator has set a target. */
function describeWhyNotJudged({ running, standing, usualPeaks }: PlantSnapshot): string | null {
  if (running === null || running.targetIs !== 'billedPeak' || running.targetKw === null) return null
  const usual = computeUsualPeak(running.targetKw, standing, usualPeaks)
  if (usual === null) return 'Not judged: no earlier month’s peak is known to compare with. A target can be set.'
  if (running.targetKw >= usual) return null
  const [billed, common] = [formatPower(running.targetKw), formatPower(usual)]
  return `Not judged while this month’s peak, ${billed}, is still below what a month usually reaches, ${common}.`
}

function describeDemand({ running, timeOfDay }: PlantSnapshot, limit: number | null, verb: 'is' | 'was'): string {
  const { endsAtKw = null, targetKw = null, targetIs = null, end = 0 } = running ?? {}
  if (endsAtKw === null) return 'The running interval’s demand is not known.'
  const heads = `Demand ${verb === 'is' ? 'heads' : 'headed'} for ${formatPower(endsAtKw)} at ${timeOfDay(end)}`
  if (targetKw === null) return `${heads}; there is no target.`
  const target = `the ${targetIs === 'setpoint' ? 'target' : 'billed peak'} of ${formatPower(targetKw)}`
  const over = endsAtKw - targetKw
  if (limit !== null && over > 0) return `${heads}, ${formatPower(over)} over ${target}.`
  return `${heads}; ${target[0]?.toUpperCase()}${target.slice(1)} ${over > 0 ? 'is passed' : 'holds'}.`
}

function describeAdvice({ running, timeOfDay }: PlantSnapshot): string {
  const { mayAverageKw = null, nowKw = null, end = 0 } = running ?? {}
  if (mayAverageKw === null || nowKw === null) return 'Shed what can wait until the interval is over.'
  if (mayAverageKw < 0) return `The target can’t be kept any more: keep the load low until ${timeOfDay(end)}.`
  const need = nowKw - mayAverageKw
  if (need <= 0) return `Keep the load below ${formatPower(mayAverageKw)} until ${timeOfDay(end)}.`
  return `Shed ${formatPower(need)} now: until ${timeOfDay(end)} the load may average ${formatPower(mayAverageKw)}.`
}
