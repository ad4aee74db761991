import type { Site } from '../../../contract/settings.ts'
import { clamp } from '../../../domain/numbers/clamp.ts'
import { DAY, floorTo, HOUR, MINUTE, QUARTER_HOUR, SECOND } from '../../../domain/time/time.ts'
import { createLocalTime } from '../../../domain/time/time-zone.ts'
import { createNoise, type Noise } from './noise.ts'
import { createPlantDay, type PlantDay } from './schedule.ts'
import { STREAM } from './streams.ts'
import { createWeather } from './weather.ts'

/** What the meters of the simulated plant read at one moment. */
export interface PlantState {
  readonly loadKw: number
  /** Power of the plant's own PV, never negative. */
  readonly solarKw: number
  /** What the grid delivers; export is negative. */
  readonly gridImportKw: number
  /** At the point of connection, 0 to 1. */
  readonly powerFactor: number
  readonly frequencyHz: number
  /** Outdoors. */
  readonly temperatureC: number
  /** furnaceKw, compressorsKw, hvacKw, linesKw, baseKw: their sum is the load without the meter's noise. */
  readonly feeders: Readonly<Record<string, number>>
}

/** The plant at any moment (epoch ms): a pure function, the same for equal seeds and sites. */
export type PlantModel = (at: number) => PlantState

const LINES_KW = 560
const COMPRESSOR_KW = 45
const COMPRESSORS = 3
const COMPRESSOR_CYCLE = 220 * SECOND
const CACHED_DAYS = 1_000

/**
 * A plant of about one megawatt that works in two shifts, with an induction furnace, compressed air, cooling and
 * heating, and PV. Any moment can be evaluated alone and gives what a run through the time before it would give.
 */
export function createPlantModel(seed: number, site: Site): PlantModel {
  const noise = createNoise(seed)
  const local = createLocalTime(site.zone)
  const weather = createWeather(noise, site)
  const dayAt = createDayCache(noise)
  const mainsHz = site.longitude < -30 && site.longitude > -170 && site.latitude > -10 ? 60 : 50
  return (at) => {
    const here = local(at)
    const day = dayAt(Math.floor(here / DAY))
    const minute = (here - floorTo(here, DAY)) / MINUTE
    const busy = day.activity(minute)
    const { temperatureC, solarKw } = weather(at)
    const furnaceKw = day.furnaceKw(minute)
    const linesKw = linesPowerKw(noise, at, busy * day.output)
    const compressorsKw = compressorsPowerKw(noise, at, busy)
    const hvacKw = hvacPowerKw(noise, at, temperatureC, busy)
    const baseKw = 215 + 9 * noise.drift(STREAM.base, at, 3 * HOUR)
    const sum = furnaceKw + linesKw + compressorsKw + hvacKw + baseKw
    const second = Math.floor(at / SECOND)
    const meter = (stream: number): number => 2 * noise.uniform(stream, second) - 1
    const reactiveKvar = 0.3 * linesKw + 0.5 * compressorsKw + 0.35 * hvacKw + 0.12 * furnaceKw + 0.05 * baseKw
    const grid = sum - solarKw
    return {
      loadKw: sum * (1 + 0.003 * meter(STREAM.loadMeter)),
      solarKw: Math.max(0, solarKw * (1 + 0.004 * meter(STREAM.solarMeter))),
      gridImportKw: grid + 0.002 * sum * meter(STREAM.gridMeter),
      powerFactor: clamp(
        Math.abs(grid) / Math.hypot(grid, reactiveKvar) + 0.002 * meter(STREAM.powerFactorMeter),
        0,
        1,
      ),
      frequencyHz:
        mainsHz +
        0.018 * noise.drift(STREAM.frequencySlow, at, 4 * MINUTE) +
        0.012 * noise.drift(STREAM.frequencyFast, at, 9 * SECOND),
      temperatureC: temperatureC + 0.05 * meter(STREAM.temperatureMeter),
      feeders: { furnaceKw, compressorsKw, hvacKw, linesKw, baseKw },
    }
  }
}

/** Means over each quarter-hour of UTC in [from, to), from one evaluation a minute: quick enough for months. */
export function computeQuarterHourMeans(
  model: PlantModel,
  from: number,
  to: number,
): { readonly at: readonly number[]; readonly loadKw: readonly number[]; readonly temperatureC: readonly number[] } {
  const at: number[] = []
  const loadKw: number[] = []
  const temperatureC: number[] = []
  const minutes = QUARTER_HOUR / MINUTE
  for (let start = Math.ceil(from / QUARTER_HOUR) * QUARTER_HOUR; start + QUARTER_HOUR <= to; start += QUARTER_HOUR) {
    let load = 0
    let temperature = 0
    for (let i = 0; i < minutes; i++) {
      const state = model(start + (i + 0.5) * MINUTE)
      load += state.loadKw
      temperature += state.temperatureC
    }
    at.push(start)
    loadKw.push(load / minutes)
    temperatureC.push(temperature / minutes)
  }
  return { at, loadKw, temperatureC }
}

function linesPowerKw(noise: Noise, at: number, activity: number): number {
  const wander =
    0.075 * noise.drift(STREAM.linesTrend, at, 8 * HOUR) +
    0.055 * noise.drift(STREAM.linesSlow, at, 17 * MINUTE) +
    0.02 * noise.drift(STREAM.linesFast, at, 40 * SECOND) +
    0.012 * noise.drift(STREAM.linesSecond, at, 3 * SECOND)
  return LINES_KW * activity * (1 + wander)
}

/** Runs as many units as needed at full power, and one that loads and unloads to make up the rest. */
function compressorsPowerKw(noise: Noise, at: number, busy: number): number {
  const cycle = Math.floor(at / COMPRESSOR_CYCLE)
  const need = COMPRESSORS * clamp(0.12 + 0.6 * busy + 0.06 * noise.drift(STREAM.compressorNeed, at, HOUR), 0, 0.98)
  const running = Math.floor(need)
  const loadedFor = (need - running) * COMPRESSOR_CYCLE
  // The loaded part lies somewhere within the cycle, and it needs some seconds to load and to unload.
  const start = noise.uniform(STREAM.compressorCycle, cycle) * (COMPRESSOR_CYCLE - loadedFor)
  const since = at - cycle * COMPRESSOR_CYCLE - start
  const loaded = clamp(Math.min(since, loadedFor - since) / (5 * SECOND) + 0.5, 0, 1)
  // An unloaded compressor that keeps turning draws a quarter of its power.
  return COMPRESSOR_KW * (running + 0.25 + 0.75 * loaded)
}

/** Cooling above 17 °C and heating below 13 °C, less outside working hours. */
function hvacPowerKw(noise: Noise, at: number, temperatureC: number, busy: number): number {
  const occupied = 0.35 + 0.65 * busy
  const need = 12 * Math.max(0, temperatureC - 17) + 6.5 * Math.max(0, 13 - temperatureC)
  return occupied * (18 + need) * (1 + 0.05 * noise.drift(STREAM.hvacCycle, at, 6 * MINUTE))
}

function createDayCache(noise: Noise): (index: number) => PlantDay {
  const days = new Map<number, PlantDay>()
  return (index) => {
    const known = days.get(index)
    if (known) return known
    if (days.size >= CACHED_DAYS) days.clear()
    const day = createPlantDay(noise, index)
    days.set(index, day)
    return day
  }
}
