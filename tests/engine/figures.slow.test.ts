import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../src/contract/api.ts'
import type { Skill } from '../../src/contract/schemas/models.ts'
import type { Forecast, ForecastWindow, Horizon } from '../../src/domain/forecast/forecast.ts'
import { DAY, QUARTER_HOUR } from '../../src/domain/time/time.ts'
import { createEngine, type Engine } from '../../src/engine/engine.ts'
import type { ForecasterPort, ModelFolders } from '../../src/engine/ml/inference/forecaster-port.ts'
import { shippedFolders } from '../../src/engine/models/model-folders.ts'
import { createFastClock, createTemporaryFolder, waitForEvent } from '../fixtures/engine/running-engine.ts'
import { makeBand, makeForecast } from '../fixtures/make-forecast.ts'
import { makeScore, writeCard } from '../fixtures/model-cards.ts'

const LAST_WEEK = (7 * DAY) / QUARTER_HOUR

/**
 * Models that have a card and answer the load of a week ago, or four times that; the forecaster reads the cards alone.
 */
function setUp() {
  const modelsDir = createTemporaryFolder()
  const dataDir = createTemporaryFolder()
  writeCard(shippedFolders(modelsDir).nextHour, { id: 'shipped-hour' })
  writeCard(shippedFolders(modelsDir).nextDay, { id: 'shipped-day', horizon: 'nextDay' })
  const rival = { id: 'shipped-hour', score: makeScore(9) }
  writeCard(join(dataDir, 'models', 'challenger'), { id: 'challenger', rival })
  return { modelsDir, dataDir, forecaster: createLastWeekForecaster(shippedFolders(modelsDir)) }
}

function createLastWeekForecaster(first: ModelFolders): ForecasterPort {
  let folders = first
  const idOf = (horizon: Horizon): string =>
    JSON.parse(readFileSync(join(folders[horizon], 'card.json'), 'utf8')).id as string
  const forecast = async (window: ForecastWindow, horizon: Horizon): Promise<Forecast> => {
    const model = idOf(horizon)
    const factor = model === 'challenger' ? 4 : 1
    const { loadKw, end } = window
    const naiveKw = loadKw.findLast((value) => value !== null) ?? 0
    const say = (lead: number) => {
      const before = loadKw[loadKw.length - 1 + lead - LAST_WEEK] ?? null
      return before === null ? null : makeBand(factor * before, 20)
    }
    return makeForecast(horizon, end, say, { model, naiveKw })
  }
  return {
    forecast,
    forecastMany: (windows, horizon) => Promise.all(windows.map((window) => forecast(window, horizon))),
    async use(newFolders) {
      folders = newFolders
    },
    status: async () => ({
      backend: null,
      backendNote: '',
      models: { nextHour: idOf('nextHour'), nextDay: idOf('nextDay') },
      latencies: [],
      failures: 0,
      lastFailure: null,
      tensors: 0,
      tensorBytes: 0,
      heapBytes: 0,
      queued: 0,
    }),
    close: async () => {},
  }
}

type SetUp = ReturnType<typeof setUp>

const startEngineWith = (parts: SetUp): Promise<Engine> =>
  createEngine({
    ...parts,
    version: '0.0.0',
    source: { kind: 'simulator', seed: 7, speed: 1 },
    clock: createFastClock(2),
  })

async function waitForSkill(engine: Engine, isExpected: (skill: Skill) => boolean): Promise<Skill> {
  const event = await waitForEvent(engine, (each: EngineEvent) => each.kind === 'skill' && isExpected(each.skill))
  if (event.kind !== 'skill') throw new Error('Only such an event is waited for')
  return event.skill
}

describe('an engine that has a past', { timeout: 120_000 }, () => {
  it('has at once how right its models would have been, and after a restart too', async () => {
    const parts = setUp()
    const engine = await startEngineWith(parts)
    const { nextHour, nextDay } = await waitForSkill(engine, (skill) => (skill.nextDay.week.model?.steps ?? 0) > 10_000)
    expect([nextHour.model, nextDay.model]).toEqual(['shipped-hour', 'shipped-day'])
    for (const { week } of [nextHour, nextDay]) {
      expect(week.hindsight).toBeGreaterThan(0.9)
      // The same time last week is these models' forecast, and one of the rules.
      expect(week.model?.maeKw).toBeCloseTo(week.naive['last week']?.maeKw ?? 0, 0)
    }
    await engine.close()

    const again = await startEngineWith(parts)
    const skill = await again.call('skill', {})
    expect(skill).toMatchObject({ ok: true, value: { nextDay: { week: { model: { steps: expect.any(Number) } } } } })
    await again.close()
  })

  it('puts a model into use: its forecasts are the next, its figures are there at once, and a bad one is replaced', async () => {
    const engine = await startEngineWith(setUp())
    await waitForSkill(engine, (skill) => (skill.nextHour.week.model?.steps ?? 0) > 2_000)
    const used = await engine.call('useModel', { id: 'challenger' })
    const forecast = waitForEvent(engine, (event) => event.kind === 'forecast' && event.forecast.model === 'challenger')
    expect(used).toMatchObject({ ok: true })
    expect(used.ok && used.value.find(({ id }) => id === 'challenger')).toMatchObject({ inUse: true })
    await forecast
    const { nextHour } = await waitForSkill(engine, ({ nextHour: each }) => each.standIn !== null)
    expect(nextHour.model).toBe('challenger')
    expect(nextHour.day.skill).toBeLessThan(0)
    await waitForEvent(
      engine,
      (event) =>
        event.kind === 'forecast' && event.forecast.horizon === 'nextHour' && event.forecast.method === 'naive',
    )
    const latest = await engine.call('latestForecast', { horizon: 'nextHour' })
    expect(latest).toMatchObject({
      ok: true,
      value: { model: 'challenger', reason: expect.stringContaining('last day') },
    })
    await engine.close()
  })
})
