import type { AlarmKind } from '../../domain/alarms/alarm.ts'
import { demandWatcher } from './demand-watcher.ts'
import { frequencyWatcher, powerFactorWatcher, temperatureWatcher } from './meter-watchers.ts'
import type { Watcher } from './plant-now.ts'
import { anomalyWatcher, diskWatcher } from './plant-watchers.ts'
import { silenceWatcher } from './silence-watcher.ts'

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
