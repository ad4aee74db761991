import { afterEach, expect, test } from 'vitest'
import { makeBand } from '../../../tests/fixtures/make-forecast.ts'
import { makeModelCard } from '../../../tests/fixtures/model-cards.ts'
import {
  openPlayedPlant,
  PLAY_START,
  type PlayedPlant,
  type PlayedPlantOptions,
} from '../../../tests/fixtures/plant/played-plant.ts'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import type { Forecast, Horizon } from '../../domain/forecast/forecast.ts'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'

let plant: PlayedPlant | null = null
afterEach(async () => {
  const played = plant
  plant = null
  await played?.close()
})

/** Chance that is the same each time: -1 to 1. */
const chance = (at: number, salt = 0) => {
  const mixed = Math.imul((at / QUARTER_HOUR + 1) ^ (salt * 0x9e37), 0x9e3779b1)
  return (((mixed ^ (mixed >>> 15)) >>> 0) % 20_001) / 10_000 - 1
}
/** A day of work with noise that no rule can forecast. */
const loadAt = (at: number) => 500 + 200 * Math.sin((2 * Math.PI * at) / DAY) + 40 * chance(at)

function entry(id: string, horizon: Horizon, changes: Partial<ModelEntry> = {}): ModelEntry {
  const card = makeModelCard({ id, horizon })
  return { id, horizon, origin: 'trained', inUse: true, previous: false, verdict: null, card, ...changes }
}

/** Trained before the plant began: the whole past may be forecast after the fact. */
const earlier =
  (id: string, until = PLAY_START - DAY) =>
  (horizon: Horizon) => {
    const part = { from: '2026-01-01T00:00:00Z', to: new Date(until).toISOString(), windows: 1 }
    const parts = { training: part, validation: part, holdout: part }
    return entry(id, horizon, { card: makeModelCard({ id, horizon, parts }) })
  }

/** Models of the next hour alone: the next day's many steps take their time. */
const ofNextHour = (model: PlayedPlantOptions['model']) => (horizon: Horizon) =>
  horizon === 'nextHour' ? model(horizon) : null

async function start(options: Partial<PlayedPlantOptions>): Promise<PlayedPlant> {
  plant = await openPlayedPlant({
    day: 12,
    pastFrom: 0,
    loadAt,
    quantilesOf: () => (_lead, at) => makeBand(loadAt(at) + 10 * chance(at, 1), 9),
    model: ofNextHour(earlier('a')),
    ...options,
  })
  return plant
}

const isStandIn = ({ method, model }: Forecast) => method === 'naive' && model !== null

test('a model that is worse than naive for a day is replaced, goes on forecasting, and is shown again by itself', async () => {
  let biasKw = 0
  const { playQuarterHours, skills, skillMonitor, failures, store, now } = await start({
    quantilesOf: () => (_lead, at) => makeBand(loadAt(at) + biasKw + 10 * chance(at, 1), 9),
  })
  const good = await playQuarterHours('nextHour', 96)
  expect(good.some(isStandIn)).toBe(false)
  expect(skillMonitor.skill().nextHour).toMatchObject({ model: 'a', standIn: null })
  expect(skillMonitor.skill().nextHour.day.skill).toBeGreaterThan(0.5)

  biasKw = 300
  const bad = await playQuarterHours('nextHour', 96)
  const first = bad.findIndex(isStandIn)
  expect(first).toBeGreaterThan(1)
  expect(bad.slice(first).every(isStandIn)).toBe(true)
  expect(bad[first]?.reason).toMatch(/^Over the last day the model was off by/)
  expect(skillMonitor.skill().nextHour.standIn?.since).toBe(bad[first]?.windowEnd)
  // What is shown is better than the model by then, and both are known.
  const { forecast, model, skill } = skillMonitor.skill().nextHour.day
  expect(skill).toBeLessThan(0)
  expect(forecast?.maeKw).toBeLessThan((model?.maeKw ?? 0) / 2)
  expect(bad.at(-1)?.steps[0]?.modelKw?.p50).toBeGreaterThan(600)

  biasKw = 0
  const again = await playQuarterHours('nextHour', 104)
  const back = again.findIndex((shown) => !isStandIn(shown))
  expect(back).toBeGreaterThan(0)
  expect(again.slice(back).some(isStandIn)).toBe(false)
  expect(skillMonitor.skill().nextHour.standIn).toBeNull()
  expect(skills.at(-1)).toEqual(skillMonitor.skill())
  expect(failures).toEqual([])
  expect(store.fallbackSince('plant', 'nextHour')).toBeNull()
  expect(skillMonitor.skill().nextHour.day.to).toBe(Math.floor(now() / QUARTER_HOUR) * QUARTER_HOUR)
}, 60_000)

test('the figures of a day are those of the forecasts that were shown, and of nothing else', async () => {
  const { playQuarterHours, skillMonitor } = await start({
    model: (horizon) => entry('a', horizon, { card: makeModelCard({ id: 'a', horizon, parts: null }) }),
  })
  const shown = await playQuarterHours('nextHour', 100)
  const { day, month } = skillMonitor.skill().nextHour
  const errors = shown.flatMap(({ steps }) =>
    steps
      .filter(({ start }) => start >= day.from && start < day.to)
      .map(({ start, loadKw }) => Math.abs(loadKw.p50 - loadAt(start))),
  )
  expect(day.forecast?.steps).toBe(errors.length)
  expect(day.forecast?.maeKw).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / errors.length, 3)
  expect(day.hindsight).toBe(0)
  expect(month.forecast?.steps).toBe(100 * 4 - 6)
  const best = day.bestNaive === null ? null : day.naive[day.bestNaive]
  expect(day.skill).toBeCloseTo(1 - (day.model?.maeKw ?? 0) / (best?.maeKw ?? 0), 9)
})

test('bands follow a plant that drifts', async () => {
  // From the ninth day on the model's errors are five times what its band was made for.
  const drifted = PLAY_START + 9 * DAY
  const { playQuarterHours, passTime, skillMonitor } = await start({
    day: 9,
    quantilesOf: () => (_lead, at) => makeBand(loadAt(at) + (at < drifted ? 11 : 55) * chance(at, 1), 9),
  })
  await passTime(6_000)
  expect(skillMonitor.skill().nextHour.day.model?.coverage).toBeGreaterThan(0.7)
  await playQuarterHours('nextHour', 8 * 96)
  const { forecast, model } = skillMonitor.skill().nextHour.day
  expect(model?.coverage).toBeLessThan(0.3)
  expect(forecast?.coverage).toBeGreaterThan(0.74)
  expect(forecast?.coverage).toBeLessThan(0.86)
}, 60_000)

test('a model that is new has figures at once: windows of what it was not trained on are forecast after the fact', async () => {
  const until = PLAY_START + 10 * DAY
  const { passTime, skillMonitor, store, now } = await start({ day: 14, model: earlier('a', until) })
  expect(skillMonitor.skill().nextDay.month.forecast).toBeNull()
  await passTime(6_000)
  const { nextHour, nextDay } = skillMonitor.skill()
  expect(nextHour.month).toMatchObject({ hindsight: 1, bestNaive: expect.any(String) })
  expect(nextDay.day.model?.steps).toBeGreaterThan(500)
  const windowsOf = (horizon: Horizon) =>
    store.forecasts('plant', horizon, { start: PLAY_START, end: now() }).map(({ windowEnd }) => windowEnd)
  expect(windowsOf('nextHour')[0]).toBe(until)
  expect(windowsOf('nextHour')).toHaveLength(4 * 96)
  expect(windowsOf('nextDay').every((end) => end % HOUR === 0 && end >= until)).toBe(true)
  expect(windowsOf('nextDay')).toHaveLength(4 * 24)
})

test('the span of training is known of the shipped model; of another it ends when that was made', async () => {
  const card = makeModelCard({ id: 'keras', parts: null, madeAt: new Date(PLAY_START + 13 * DAY).toISOString() })
  const brought = (horizon: Horizon) => entry('keras', horizon, { origin: 'imported', card })
  const first = await start({ day: 14, model: brought })
  await first.passTime(6_000)
  expect(first.store.forecasts('plant', 'nextHour', { start: 0, end: first.now() })[0]?.windowEnd).toBe(
    PLAY_START + 13 * DAY,
  )
  await first.close()
  // Trained on the simulated plant: of another one it has seen nothing, whatever its dates.
  const shipped = (horizon: Horizon) => ({
    ...earlier('s', PLAY_START + 90 * DAY)(horizon),
    origin: 'shipped' as const,
  })
  const countOf = async (kind: 'plant' | 'simulator') => {
    const played = await start({ day: 14, model: shipped, kind })
    await played.passTime(6_000)
    const { length } = played.store.forecasts('plant', 'nextHour', { start: 0, end: played.now() })
    await played.close()
    return length
  }
  expect([await countOf('plant'), await countOf('simulator')]).toEqual([6 * 96 + 8, 0])
  plant = null
})

test('a past that is delivered later is forecast then, and a window without enough of it is not tried again and again', async () => {
  const asked: number[] = []
  const {
    passTime,
    writePast: handOver,
    skillMonitor,
  } = await start({
    day: 16,
    pastFrom: 10,
    quantilesOf: (windowEnd) => {
      asked.push(windowEnd)
      return (_lead, at) => makeBand(loadAt(at), 9)
    },
  })
  await passTime(6_000)
  expect(skillMonitor.skill().nextHour.month.forecast).toBeNull()
  expect(asked).toEqual([])
  handOver(PLAY_START, PLAY_START + 10 * DAY)
  await passTime(20_000)
  expect(skillMonitor.skill().nextHour.day.model?.maeKw).toBeLessThan(1e-3)
  const once = asked.length
  expect(once).toBeGreaterThan(8 * 96)
  await passTime(MINUTE)
  await passTime(3 * MINUTE)
  expect(asked).toHaveLength(once)
})

test('another model that is taken has figures of its own, and what was shown stays', async () => {
  let model = earlier('a')
  const { playQuarterHours, passTime, skillMonitor, store, now } = await start({
    model: ofNextHour((horizon) => model(horizon)),
    quantilesOf: () => (_lead, at) => makeBand(loadAt(at) + (model('nextHour').id === 'a' ? 12 : 3), 9),
  })
  await playQuarterHours('nextHour', 96)
  expect(skillMonitor.skill().nextHour.day.model?.maeKw).toBeCloseTo(12, 2)
  model = earlier('b')
  skillMonitor.onModelChanged()
  await passTime(2_000)
  const { nextHour } = skillMonitor.skill()
  expect(nextHour).toMatchObject({ model: 'b', standIn: null })
  expect(nextHour.day.model?.maeKw).toBeCloseTo(3, 2)
  expect(nextHour.day.forecast?.maeKw).toBeGreaterThan(11.5)
  const kept = store.forecasts('plant', 'nextHour', { start: now() - DAY, end: now() })
  expect(new Set(kept.slice(1, -1).map(({ model: by }) => by))).toEqual(new Set(['a']))
})

test('a late sample changes the figures at the next quarter-hour', async () => {
  const { playQuarterHours, skillMonitor, store, now } = await start({ pastFrom: 2 })
  const hole = now() - 3 * HOUR
  store.write('plant', [{ tag: 'load', at: hole, value: 0, quality: 'bad' }])
  await playQuarterHours('nextHour', 20)
  const before = skillMonitor.skill().nextHour.week.forecast?.steps ?? 0
  const early = PLAY_START + DAY
  store.write('plant', [{ tag: 'load', at: early, value: 7, quality: 'good' }])
  await playQuarterHours('nextHour', 1)
  expect(skillMonitor.skill().nextHour.week.forecast?.steps).toBe(before + 4)
})

test('a failing store is reported, and what was left undone is done at the next update', async () => {
  const played = await start({})
  const { store, passTime, failures, skillMonitor } = played
  const score = store.scoreTargets
  store.scoreTargets = () => {
    throw new Error('The disk is full')
  }
  await passTime(2_000)
  expect(failures).toEqual([new Error('The disk is full')])
  store.scoreTargets = score
  await passTime(5_000)
  expect(skillMonitor.skill().nextHour.month.model?.steps).toBeGreaterThan(100)
})

test('without a model none is called, and the forecasts that were shown are scored', async () => {
  const { playQuarterHours, skillMonitor } = await start({ model: () => null })
  await playQuarterHours('nextHour', 10)
  expect(skillMonitor.skill().nextHour).toMatchObject({ model: null, standIn: null, drift: null })
  expect(skillMonitor.skill().nextHour.day.model).toBeNull()
  expect(skillMonitor.skill().nextHour.day.forecast?.steps).toBe(34)
})

test('drift from the card’s figures of the training is part of the figures', async () => {
  const training = { loadMeanKw: 100 }
  const model = (horizon: Horizon) => entry('a', horizon, { card: makeModelCard({ id: 'a', horizon, training }) })
  const { skillMonitor } = await start({ model })
  expect(skillMonitor.skill().nextDay.drift).toBe(
    'The load of the last week is 5.0 times what the model was trained on.',
  )
})
