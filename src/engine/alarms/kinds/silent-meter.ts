import type { AlarmLimits } from '../../../domain/alarms/alarm-condition.ts'
import { formatDuration } from '../../../domain/format/durations.ts'
import { MINUTE, SECOND, WEEK } from '../../../domain/time/time.ts'
import {
  type AlarmKindDefinition,
  type AlarmReading,
  type PlantSnapshot,
  silentMs,
  tagName,
} from '../plant-snapshot.ts'

/** Pauses of a meter's own that a silence must be longer than, whatever the limit. */
const MIN_PERIODS = 3

/**
 * Seconds since the last sample was received: of each meter, and of the plant as a whole. Where nothing at all arrives
 * there is one alarm about that, and none about each meter. Judged by the time of arrival, not by the plant's clock.
 */
export const silentMeterKind: AlarmKindDefinition = {
  subjects(plant) {
    const expected = [...plant.tags.keys()].filter((tag) => isExpected(plant, tag))
    return [null, ...expected]
  },
  read: (plant, tag) => (tag === null ? readPlant(plant) : readMeter(plant, tag)),
}

/** A meter that has sent nothing for a week is gone. */
function isExpected(plant: PlantSnapshot, tag: string): boolean {
  if (plant.arrivedAt(tag) !== null) return silentMs(plant, tag) < WEEK
  const latest = plant.latest.get(tag)
  return latest !== undefined && plant.now - latest.receivedAt < WEEK
}

function readMeter(plant: PlantSnapshot, tag: string): AlarmReading {
  const plantSilentMs = plant.now - plant.anyArrivedAt
  const ownMs = silentMs(plant, tag)
  const name = tagName(plant, tag)
  const limits = limitsFor(plant, plant.tags.get(tag)?.periodMs ?? 0)
  return {
    // While nothing arrives at all, it isn't known whether this meter would have sent.
    value: plantSilentMs > plant.staleAfterMs ? null : silenceSeconds(ownMs, plant.arrivedAt(tag) !== null, limits),
    unit: 's',
    limits,
    suppressed: plantSilentMs > silenceLimitMs(plant) ? 'Not judged while no data comes from the plant at all.' : null,
    describe(limit, verb) {
      if (limit === null) return `Samples ${verb === 'is' ? 'come' : 'came'} from ${name}.`
      return `Nothing ${verb === 'is' ? 'has come' : 'had come'} from ${name} for ${formatSilence(ownMs)}.`
    },
    advice:
      'Look at the meter, its wiring and its gateway. Until it sends again, its part of demand and history is a gap.',
  }
}

function readPlant(plant: PlantSnapshot): AlarmReading {
  const { connection, source } = plant
  const ownMs = plant.now - plant.anyArrivedAt
  const why = 'reason' in connection ? ` ${connection.reason}` : ''
  const limits = limitsFor(plant, shortestPeriodMs(plant))
  return {
    value: silenceSeconds(ownMs, plant.anyArrivedAt > plant.observedSince, limits),
    unit: 's',
    limits,
    suppressed: describeWhyNotExpected(plant),
    describe(limit, verb) {
      if (limit === null) return `Data ${verb === 'is' ? 'comes' : 'came'} from the plant.`
      return `No data ${verb === 'is' ? 'has come' : 'had come'} from the plant for ${formatSilence(ownMs)}.${why}`
    },
    advice:
      source === 'plant'
        ? 'Look at the network and at the plant’s gateway; the address and the access are under Settings. Demand can’t be watched meanwhile.'
        : 'Look at the source under Settings. Demand can’t be watched meanwhile.',
  }
}

function describeWhyNotExpected({ connection, source }: PlantSnapshot): string | null {
  if (connection.kind === 'idle') return 'Not judged while the operator has disconnected the plant.'
  if (connection.kind === 'stopped' && source === 'replay') return 'Not judged while no recording plays.'
  return null
}

/**
 * Null until a silence that began before the observation did is as long as the limit: how long it lasts already is
 * unknown.
 */
function silenceSeconds(ms: number, hasArrived: boolean, { high }: AlarmLimits): number | null {
  const seconds = ms / SECOND
  return hasArrived || high === null || seconds > high ? seconds : null
}

function silenceLimitMs(plant: PlantSnapshot): number {
  return (limitsFor(plant, shortestPeriodMs(plant)).high ?? Number.POSITIVE_INFINITY) * SECOND
}

function shortestPeriodMs({ tags }: PlantSnapshot): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const { periodMs } of tags.values()) shortest = Math.min(shortest, periodMs)
  return Number.isFinite(shortest) ? shortest : 0
}

/** The rule's, or longer for a meter that sends seldom. */
function limitsFor({ rules: { silentMeter } }: PlantSnapshot, periodMs: number): AlarmLimits {
  if (silentMeter.high === null) return silentMeter
  return { ...silentMeter, high: Math.max(silentMeter.high, (MIN_PERIODS * periodMs) / SECOND) }
}

/** A duration: in seconds up to two minutes, then in minutes, so that a long silence isn't published each second. */
function formatSilence(ms: number): string {
  const step = ms < 2 * MINUTE ? SECOND : MINUTE
  return formatDuration(Math.round(ms / step) * step, true)
}
