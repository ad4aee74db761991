import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatKw } from '../../domain/format/power.ts'
import { formatTime } from '../format/times.ts'

/** What the target is: «target 1,000 kW», «billed peak 1,051 kW». Empty where there is none. */
export function formatTarget({ targetKw, targetIs }: RunningDemand): string {
  if (targetKw === null) return ''
  return `${targetIs === 'setpoint' ? 'target' : 'billed peak'} ${formatKw(targetKw)} kW`
}

/** Whether the interval stays below its target if nothing changes. Empty where that isn't known. */
export function describeVerdict({ at, targetKw, endsAtKw, crossesAt }: RunningDemand, zone: string): string {
  if (targetKw === null || endsAtKw === null) return ''
  if (crossesAt === null) return 'stays below'
  const time = formatTime(crossesAt, zone, 'time')
  return crossesAt <= at ? `over since ${time}` : `crosses at ${time}`
}

/** What the rest of the interval may average; a phrase where no load is low enough. */
export function formatAllowance({ mayAverageKw }: RunningDemand): string {
  if (mayAverageKw === null) return '–'
  return mayAverageKw < 0 ? 'can’t be kept' : formatKw(mayAverageKw)
}

/** «known for 82 % of the time so far»; empty where all of it is. */
export function describeCoverage({ coverage }: { readonly coverage: number }): string {
  return coverage >= 0.995 ? '' : `known for ${formatPercent(coverage)} of the time so far`
}
