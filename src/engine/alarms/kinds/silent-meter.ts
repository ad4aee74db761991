import type { AlarmLimits } from '../../../domain/alarms/alarm-condition.ts'
import { MINUTE, SECOND, WEEK } from '../../../domain/time/time.ts'
import { nameOf, type PlantNow, type Reading, silentMs, type Watcher } from '../plant-snapshot.ts'

/** Pauses of a meter's own that a silence must be longer than, whatever the limit. */
const PAUSES = 3

/**
 * Seconds since the last sample came in: of each meter, and of the plant as a whole. Where nothing at all comes in
 * there is one alarm about that, and none about each meter. Judged by arrival, whatever the plant's clock says.
 */
export const silenceWatcher: Watcher = {
  subjects(plant) {
    const heard = [...plant.tags.keys()].filter((tag) => isExpected(plant, tag))
    return [null, ...heard]
  },
  read: (plant, tag) => (tag === null ? readPlant(plant) : readMeter(plant, tag)),
}

/** A meter that has not been heard of for a week was taken away. */
function isExpected(plant: PlantNow, tag: string): boolean {
  if (plant.arrivedAt(tag) !== null) return silentMs(plant, tag) < WEEK
  const latest = plant.latest.get(tag)
  return latest !== undefined && plant.now - latest.receivedAt < WEEK
}

function readMeter(plant: PlantNow, tag: string): Reading {
  const plantSilentMs = plant.now - plant.arrivedAnyAt
  const ownMs = silentMs(plant, tag)
  const name = nameOf(plant, tag)
  const limits = limitsFor(plant, plant.tags.get(tag)?.periodMs ?? 0)
  return {
    // While nothing comes at all, nobody knows whether this meter would have sent.
    value: plantSilentMs > plant.staleAfterMs ? null : silenceSeconds(ownMs, plant.arrivedAt(tag) !== null, limits),
    unit: 's',
    limits,
    suppressed: plantSilentMs > silenceLimitMs(plant) ? 'Not judged while no data comes from the plant at all.' : null,
    say(limit, verb) {
      if (limit === null) return `Samples ${verb === 'is' ? 'come' : 'came'} from ${name}.`
      return `Nothing ${verb === 'is' ? 'has come' : 'had come'} from ${name} for ${lengthOf(ownMs)}.`
    },
    advice:
      'Look at the meter, its wiring and its gateway. Until it sends again, its part of demand and history is a gap.',
  }
}

function readPlant(plant: PlantNow): Reading {
  const { connection, source } = plant
  const ownMs = plant.now - plant.arrivedAnyAt
  const why = 'reason' in connection ? ` ${connection.reason}` : ''
  const limits = limitsFor(plant, shortestPeriod(plant))
  return {
    value: silenceSeconds(ownMs, plant.arrivedAnyAt > plant.watchedSince, limits),
    unit: 's',
    limits,
    suppressed: notWanted(plant),
    say(limit, verb) {
      if (limit === null) return `Data ${verb === 'is' ? 'comes' : 'came'} from the plant.`
      return `No data ${verb === 'is' ? 'has come' : 'had come'} from the plant for ${lengthOf(ownMs)}.${why}`
    },
    advice:
      source === 'plant'
        ? 'Look at the network and at the plant’s gateway; the address and the access are under Settings. Demand can’t be watched meanwhile.'
        : 'Look at the source under Settings. Demand can’t be watched meanwhile.',
  }
}

function notWanted({ connection, source }: PlantNow): string | null {
  if (connection.kind === 'idle') return 'Not judged while the operator has disconnected the plant.'
  if (connection.kind === 'stopped' && source === 'replay') return 'Not judged while no recording plays.'
  return null
}

/** Null until a silence that began before the watch did is as long as the limit: how long it lasts already isn't known. */
function silenceSeconds(ms: number, wasHeard: boolean, { high }: AlarmLimits): number | null {
  const seconds = ms / SECOND
  return wasHeard || high === null || seconds > high ? seconds : null
}

function silenceLimitMs(plant: PlantNow): number {
  return (limitsFor(plant, shortestPeriod(plant)).high ?? Number.POSITIVE_INFINITY) * SECOND
}

function shortestPeriod({ tags }: PlantNow): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const { periodMs } of tags.values()) shortest = Math.min(shortest, periodMs)
  return Number.isFinite(shortest) ? shortest : 0
}

/** The rule's, or longer for a meter that sends seldom. */
function limitsFor({ rules: { silentMeter } }: PlantNow, periodMs: number): AlarmLimits {
  if (silentMeter.high === null) return silentMeter
  return { ...silentMeter, high: Math.max(silentMeter.high, (PAUSES * periodMs) / SECOND) }
}

function lengthOf(ms: number): string {
  return ms < 2 * MINUTE ? `${Math.round(ms / SECOND)} s` : `${Math.round(ms / MINUTE)} min`
}
