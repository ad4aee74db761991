import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatPercent } from '../../../domain/format/percent.ts'
import { formatPower } from '../../../domain/format/power.ts'
import { ROLE_TAGS } from '../../../domain/telemetry/tag.ts'
import {
  type AlarmKindDefinition,
  type AlarmReading,
  type PlantSnapshot,
  readFreshValue,
  tagIdsWithRole,
} from '../plant-snapshot.ts'

/** Below this share of what the plant commonly draws at its busiest, its power factor means little; and above this, something again. */
const IDLE_BELOW = 0.25
const BUSY_ABOVE = 0.3

export const lowPowerFactorKind: AlarmKindDefinition = {
  subjects: (plant) => tagIdsWithRole(plant, 'powerFactor'),
  read(plant, tag, wasSuppressed): AlarmReading {
    const value = tag === null ? null : readFreshValue(plant, tag)
    const factor = value === null ? null : Math.abs(value)
    const draw = drawOf(plant)
    return {
      value: draw === 'unknown' ? null : factor,
      unit: '',
      suppressed: draw === 'unknown' || draw === null ? null : describeIdlePlant(draw, wasSuppressed),
      describe(limit, verb) {
        if (factor === null) return 'The power factor is not known.'
        return `Power factor ${verb} ${formatNumber(factor, 2)}${limit === null ? '' : `, below ${formatNumber(limit, 2)}`}.`
      },
      advice: 'Look at the compensation: a capacitor stage may have failed. Motors that run empty lower it as well.',
    }
  },
}

interface PlantDraw {
  readonly kw: number
  readonly busyKw: number
}

/** What the plant draws where its power factor is measured; null where that isn't measured at all. */
function drawOf(plant: PlantSnapshot): PlantDraw | 'unknown' | null {
  const tag = [ROLE_TAGS.gridImport.id, ROLE_TAGS.load.id].find((id) => plant.tags.has(id))
  if (tag === undefined) return null
  const value = readFreshValue(plant, tag)
  const range = plant.ranges[tag]
  return value === null || range === undefined ? 'unknown' : { kw: Math.abs(value), busyKw: range.normalHigh }
}

function describeIdlePlant({ kw, busyKw }: PlantDraw, wasSuppressed: boolean): string | null {
  const limitKw = (wasSuppressed ? BUSY_ABOVE : IDLE_BELOW) * busyKw
  if (kw >= limitKw) return null
  return `Not judged while the plant draws less than ${formatPercent(IDLE_BELOW)} of its busy ${formatPower(busyKw)}.`
}

export const frequencyOutOfRangeKind: AlarmKindDefinition = {
  subjects: (plant) => tagIdsWithRole(plant, 'frequency'),
  read(plant, tag): AlarmReading {
    const hz = tag === null ? null : readFreshValue(plant, tag)
    const nominal = hz === null ? null : findNominalHz(hz)
    return {
      value: hz === null || nominal === null ? null : hz - nominal,
      unit: 'Hz',
      suppressed: null,
      describe(limit, verb) {
        if (hz === null || nominal === null) return 'The frequency is not known.'
        const is = `Frequency ${verb} ${formatNumber(hz, 2)} Hz`
        if (limit === null) return `${is}.`
        return `${is}, ${formatNumber(Math.abs(hz - nominal), 2)} Hz ${hz > nominal ? 'above' : 'below'} ${nominal} Hz.`
      },
      advice:
        'Protect what is sensitive to it. Ask the grid’s operator; in island operation, look at the generator’s governor.',
    }
  },
}

/** The grid's: 50 or 60 Hz, whichever is nearer. */
function findNominalHz(hz: number): number {
  return hz > 55 ? 60 : 50
}

export const temperatureOutOfRangeKind: AlarmKindDefinition = {
  subjects: (plant) => tagIdsWithRole(plant, 'temperature'),
  read(plant, tag): AlarmReading {
    const celsius = tag === null ? null : readFreshValue(plant, tag)
    return {
      value: celsius,
      unit: '°C',
      suppressed: null,
      describe(limit, verb) {
        if (celsius === null) return 'The temperature is not known.'
        const is = `Temperature ${verb} ${formatNumber(celsius, 1)} °C`
        if (limit === null) return `${is}.`
        return `${is}, ${celsius > limit ? 'above' : 'below'} ${formatNumber(limit, 1)} °C.`
      },
      advice: 'Look at cooling and heating, and whether the sensor stands in the sun. More load is to be expected.',
    }
  },
}
