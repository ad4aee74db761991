import type { AlarmKind } from '../../../domain/alarms/alarm.ts'
import type { Watcher } from '../plant-snapshot.ts'
import { demandWatcher } from './demand-over-target.ts'
import { frequencyWatcher, powerFactorWatcher, temperatureWatcher } from './meter-limits.ts'
import { anomalyWatcher, diskWatcher } from './plant-limits.ts'
import { silenceWatcher } from './silent-meter.ts'

/** Who reads the alarms of each kind. */
export const WATCHERS: Readonly<Record<AlarmKind, Watcher>> = {
  demandOverTarget: demandWatcher,
  lowPowerFactor: powerFactorWatcher,
  silentMeter: silenceWatcher,
  frequencyOutOfRange: frequencyWatcher,
  temperatureOutOfRange: temperatureWatcher,
  loadAnomaly: anomalyWatcher,
  diskFull: diskWatcher,
}
