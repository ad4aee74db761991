import { ROLE_TAGS } from '../../../domain/telemetry/tag.ts'
import { figure, freshValue, kilowatts, type PlantNow, type Reading, tagsOf, type Watcher } from '../plant-snapshot.ts'

/** Below this share of what the plant commonly draws at its busiest, its power factor means little; and above this, something again. */
const IDLE_BELOW = 0.25
const BUSY_ABOVE = 0.3

export const powerFactorWatcher: Watcher = {
  subjects: (plant) => tagsOf(plant, 'powerFactor'),
  read(plant, tag, wasSuppressed): Reading {
    const value = tag === null ? null : freshValue(plant, tag)
    const factor = value === null ? null : Math.abs(value)
    const draw = drawOf(plant)
    return {
      value: draw === 'unknown' ? null : factor,
      unit: '',
      suppressed: draw === 'unknown' || draw === null ? null : reasonOfIdleness(draw, wasSuppressed),
      say(limit, verb) {
        if (factor === null) return 'The power factor is not known.'
        return `Power factor ${verb} ${figure(factor, '', 2)}${limit === null ? '' : `, below ${figure(limit, '', 2)}`}.`
      },
      advice: 'Look at the compensation: a capacitor stage may have failed. Motors that run empty lower it as well.',
    }
  },
}

interface Draw {
  readonly kw: number
  readonly busyKw: number
}

/** What the plant draws where its power factor is measured; null where that isn't measured at all. */
function drawOf(plant: PlantNow): Draw | 'unknown' | null {
  const tag = [ROLE_TAGS.gridImport.id, ROLE_TAGS.load.id].find((id) => plant.tags.has(id))
  if (tag === undefined) return null
  const value = freshValue(plant, tag)
  const range = plant.ranges[tag]
  return value === null || range === undefined ? 'unknown' : { kw: Math.abs(value), busyKw: range.normalHigh }
}

function reasonOfIdleness({ kw, busyKw }: Draw, wasSuppressed: boolean): string | null {
  const limitKw = (wasSuppressed ? BUSY_ABOVE : IDLE_BELOW) * busyKw
  if (kw >= limitKw) return null
  return `Not judged while the plant draws less than ${figure(100 * IDLE_BELOW, '%')} of its busy ${kilowatts(busyKw)}.`
}

export const frequencyWatcher: Watcher = {
  subjects: (plant) => tagsOf(plant, 'frequency'),
  read(plant, tag): Reading {
    const hz = tag === null ? null : freshValue(plant, tag)
    const nominal = hz === null ? null : nominalOf(hz)
    return {
      value: hz === null || nominal === null ? null : hz - nominal,
      unit: 'Hz',
      suppressed: null,
      say(limit, verb) {
        if (hz === null || nominal === null) return 'The frequency is not known.'
        const is = `Frequency ${verb} ${figure(hz, 'Hz', 2)}`
        if (limit === null) return `${is}.`
        return `${is}, ${figure(Math.abs(hz - nominal), 'Hz', 2)} ${hz > nominal ? 'above' : 'below'} ${nominal} Hz.`
      },
      advice:
        'Protect what is sensitive to it. Ask the grid’s operator; in island operation, look at the generator’s governor.',
    }
  },
}

/** The grid's: 50 or 60 Hz, whichever is nearer. */
function nominalOf(hz: number): number {
  return hz > 55 ? 60 : 50
}

export const temperatureWatcher: Watcher = {
  subjects: (plant) => tagsOf(plant, 'temperature'),
  read(plant, tag): Reading {
    const celsius = tag === null ? null : freshValue(plant, tag)
    return {
      value: celsius,
      unit: '°C',
      suppressed: null,
      say(limit, verb) {
        if (celsius === null) return 'The temperature is not known.'
        const is = `Temperature ${verb} ${figure(celsius, '°C', 1)}`
        if (limit === null) return `${is}.`
        return `${is}, ${celsius > limit ? 'above' : 'below'} ${figure(limit, '°C', 1)}.`
      },
      advice: 'Look at cooling and heating, and whether the sensor stands in the sun. More load is to be expected.',
    }
  },
}
