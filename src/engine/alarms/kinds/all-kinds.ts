import type { AlarmKind } from '../../../domain/alarms/alarm.ts'
import type { AlarmKindDefinition } from '../plant-snapshot.ts'
import { demandOverTargetKind } from './demand-over-target.ts'
import { frequencyOutOfRangeKind, lowPowerFactorKind, temperatureOutOfRangeKind } from './meter-limits.ts'
import { diskFullKind, loadAnomalyKind } from './plant-limits.ts'
import { silentMeterKind } from './silent-meter.ts'

/** How the alarms of each kind are read. */
export const ALARM_KIND_DEFINITIONS: Readonly<Record<AlarmKind, AlarmKindDefinition>> = {
  demandOverTarget: demandOverTargetKind,
  lowPowerFactor: lowPowerFactorKind,
  silentMeter: silentMeterKind,
  frequencyOutOfRange: frequencyOutOfRangeKind,
  temperatureOutOfRange: temperatureOutOfRangeKind,
  loadAnomaly: loadAnomalyKind,
  diskFull: diskFullKind,
}
