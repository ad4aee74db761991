import { ROLE_TAGS } from '../../../domain/telemetry/tag.ts'
import { figure, freshValue, kilowatts, type Reading, type Watcher } from '../plant-snapshot.ts'

const BYTES_IN_GB = 1e9

/** How far the load of the last minutes is from what the model expected, in half-widths of its band, either way. */
export const anomalyWatcher: Watcher = {
  subjects: ({ tags }) => (tags.has(ROLE_TAGS.load.id) ? [null] : []),
  read(plant): Reading {
    const { distance } = plant
    const known = distance !== null && freshValue(plant, ROLE_TAGS.load.id) !== null
    return {
      value: known ? Math.abs(distance.halfWidths) : null,
      unit: 'half-widths',
      suppressed: plant.noForecast,
      say(limit, verb) {
        if (distance === null) return 'The load is not held against a forecast yet.'
        const { meanKw, expectedKw, halfWidths } = distance
        const is = `Load ${verb} ${kilowatts(meanKw)} over the last minutes where ${kilowatts(expectedKw)} was expected`
        if (limit === null) return `${is}.`
        return `${is}: ${figure(Math.abs(halfWidths), '', 1)} half-widths of the forecast’s band ${halfWidths > 0 ? 'above' : 'below'}.`
      },
      advice:
        'See which feeder differs from its usual, and whether something runs that should not, or stands that should run.',
    }
  },
}

/** The free share of the disk with EcoPulse's data, in %. */
export const diskWatcher: Watcher = {
  subjects: () => [null],
  read({ disk }): Reading {
    return {
      value: disk === null ? null : 100 * disk.share,
      unit: '%',
      suppressed: null,
      say(limit, verb) {
        if (disk === null) return 'How full the disk is isn’t known.'
        const free = `${figure(100 * disk.share, '%', 1)} of the disk with EcoPulse’s data ${verb} free, ${figure(disk.freeBytes / BYTES_IN_GB, 'GB', 1)}`
        return limit === null ? `${free}.` : `${free}: less than ${figure(limit, '%')}.`
      },
      advice: 'Make room on the disk, or keep less history under Settings. When it is full, samples are lost.',
    }
  },
}
