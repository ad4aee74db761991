import { afterEach, expect, test } from 'vitest'
import { makeBand, makeForecast } from '../../../tests/fixtures/make-forecast.ts'
import { type AlarmPlant, openAlarmPlant } from '../../../tests/fixtures/plant/alarm-plant.ts'
import { SettingsSchema } from '../../contract/settings.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import { createRunningDemandTracker } from '../../domain/demand/running-demand.ts'
import { DAY, QUARTER_HOUR, SECOND } from '../../domain/time/time.ts'
import { createDropouts } from '../sources/simulator/dropouts.ts'
import { computeQuarterHourMeans, createPlantModel } from '../sources/simulator/plant-model.ts'
import { addSamples } from '../sources/simulator/simulated-tags.ts'

let plant: AlarmPlant | null = null
afterEach(() => plant?.close())

const { site } = SettingsSchema.parse({})
const SEED = 7
/** Half the width of the band that the shipped model gives this plant, in kW, on average. */
const HALF_BAND = 27
/** Samples lie so far apart: the model itself is what takes time here. */
const STEP = 5 * SECOND

/** The first working day from `from` on, in UTC, on which the simulated plant's meters fall silent for over 50 s. */
function dayWithLongSilence(from: number): number {
  const silentAt = createDropouts(SEED)
  for (let day = from; ; day += DAY) {
    if ([0, 6].includes(new Date(day).getUTCDay())) continue
    for (let at = day; at < day + DAY; at += 10 * SECOND) {
      if ([0, 10, 20, 30, 40, 50].every((later) => silentAt(at + later * SECOND))) return day
    }
  }
}

test('a working day of the simulated plant, with its dropouts, raises no alarm at the settings to begin with', async () => {
  // In June there is sun: at noon the plant draws little from the grid, at a poor power factor.
  const start = dayWithLongSilence(Date.UTC(2026, 5, 9))
  plant = await openAlarmPlant(start)
  const { clock, alarmService, state, send } = plant
  state.values = {}
  const model = createPlantModel(SEED, site)
  const silentAt = createDropouts(SEED)
  const actual = computeQuarterHourMeans(model, start, start + DAY + QUARTER_HOUR)
  const tracker = createRunningDemandTracker(
    createIntervalClock({ kind: 'fixed', minutes: 15, stepMinutes: 15 }, site.zone),
  )
  const target = { targetKw: 1.1 * Math.max(...actual.loadKw), targetIs: 'setpoint', billedPeakKw: null } as const

  for (let at = start; at < start + DAY; at += STEP) {
    if (!silentAt(at)) {
      const now = model(at)
      const samples: Parameters<typeof addSamples>[0] = []
      addSamples(samples, now, at)
      send(samples.filter(({ tag }) => tag in KNOWN))
      tracker.addPower(at, now.gridImportKw, STEP)
    }
    if (at % QUARTER_HOUR === 0) {
      const first = (at - start) / QUARTER_HOUR
      alarmService.onForecast(
        makeForecast('nextHour', at, (lead) => makeBand(actual.loadKw[first + lead - 1] ?? 0, HALF_BAND)),
      )
    }
    state.running = tracker.runningDemandAt(at, target)
    await clock.advance(STEP)
  }
  expect(plant.trail().filter((line) => line.endsWith('raised'))).toEqual([])
  expect(alarmService.metrics()).toMatchObject({ perTenMinutes: 0, chattering: [], stale: [] })
}, 120_000)

const KNOWN = { load: true, gridImport: true, powerFactor: true, frequency: true, temperature: true }
