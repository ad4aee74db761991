import { formatNumber } from '../../../domain/format/numbers.ts'
import { formatPercent } from '../../../domain/format/percent.ts'
import { formatPower } from '../../../domain/format/power.ts'
import { ROLE_TAGS } from '../../../domain/telemetry/tag.ts'
import { type AlarmKindDefinition, type AlarmReading, readFreshValue } from '../plant-snapshot.ts'

const BYTES_IN_GB = 1e9

/** How far the load of the last minutes is from what the model expected, in half-widths of its band, either way. */
export const loadAnomalyKind: AlarmKindDefinition = {
  subjects: ({ tags }) => (tags.has(ROLE_TAGS.load.id) ? [null] : []),
  read(plant): AlarmReading {
    const { loadAnomaly } = plant
    const known = loadAnomaly !== null && readFreshValue(plant, ROLE_TAGS.load.id) !== null
    return {
      value: known ? Math.abs(loadAnomaly.halfWidths) : null,
      unit: 'half-widths',
      suppressed: plant.noForecastReason,
      describe(limit, verb) {
        if (loadAnomaly === null) return 'The load is not held against a forecast yet.'
        const { meanKw, expectedKw, halfWidths } = loadAnomaly
        const is = `Load ${verb} ${formatPower(meanKw)} over the last minutes where ${formatPower(expectedKw)} was expected`
        if (limit === null) return `${is}.`
        return `${is}: ${formatNumber(Math.abs(halfWidths), 1)} half-widths of the forecast’s band ${halfWidths > 0 ? 'above' : 'below'}.`
      },
      advice:
        'See which feeder differs from its usual, and whether something runs that should not, or stands that should run.',
    }
  },
}

/** The free share of the disk with EcoPulse's data, in %. */
export const diskFullKind: AlarmKindDefinition = {
  subjects: () => [null],
  read({ disk }): AlarmReading {
    return {
      value: disk === null ? null : 100 * disk.share,
      unit: '%',
      suppressed: null,
      describe(limit, verb) {
        if (disk === null) return 'How full the disk is isn’t known.'
        const free = `${formatPercent(disk.share, 1)} of the disk with EcoPulse’s data ${verb} free, ${formatNumber(disk.freeBytes / BYTES_IN_GB, 1)} GB`
        return limit === null ? `${free}.` : `${free}: less than ${formatNumber(limit, 0)} %.`
      },
      advice: 'Make room on the disk, or keep less history under Settings. When it is full, samples are lost.',
    }
  },
}
