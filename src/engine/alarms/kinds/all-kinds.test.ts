import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeBand, makeForecast } from '../../../../tests/fixtures/make-forecast.ts'
import { type AlarmPlant, openAlarmPlant, runningDemand } from '../../../../tests/fixtures/plant/alarm-plant.ts'
import { HOUR, MINUTE, QUARTER_HOUR, SECOND, WEEK } from '../../../domain/time/time.ts'

let plant: AlarmPlant
beforeEach(async () => {
  plant = await openAlarmPlant()
})
afterEach(() => plant.close())

const stateOf = (id: string) => plant.alarm(id)?.state
/** Lets time pass while the running interval heads for so many kW. */
async function heading(ms: number, endsAtKw: number, changes: Parameters<typeof runningDemand>[2] = {}) {
  for (let passed = 0; passed < ms; passed += SECOND) {
    plant.state.running = runningDemand(plant.clock.now(), endsAtKw, changes)
    await plant.passTime(SECOND)
  }
}

describe('demand over the target', () => {
  const id = 'demandOverTarget'

  test('is raised late in the interval for a little, and at its beginning for much alone', async () => {
    // The clock begins at 12:00:00 UTC, with an interval.
    await heading(2 * MINUTE, 1050)
    expect(stateOf(id)).toBe('normal')
    await heading(10 * MINUTE, 1050)
    expect(plant.alarm(id)).toMatchObject({
      state: 'activeUnacknowledged',
      priority: 'high',
      value: 105,
      limit: 100,
      unit: '%',
      message: 'Demand heads for 1,050 kW at 13:15, 50.0 kW over the target of 1,000 kW.',
      advice: 'Shed 150 kW now: until 13:15 the load may average 900 kW.',
    })
    await heading(2 * MINUTE, 970)
    expect(stateOf(id)).toBe('returnedUnacknowledged')
    plant.alarmService.acknowledge()
    await heading(3 * MINUTE, 1200)
    expect(stateOf(id)).toBe('activeUnacknowledged')
  })

  test('has a message in figures that fit a household as well', async () => {
    await heading(14 * MINUTE, 3.456, { targetKw: 3, mayAverageKw: 1.2, nowKw: 3.9 })
    expect(plant.alarm(id)).toMatchObject({
      message: 'Demand heads for 3.46 kW at 13:15, 0.46 kW over the target of 3.00 kW.',
      advice: 'Shed 2.70 kW now: until 13:15 the load may average 1.20 kW.',
    })
  })

  test('has another message where the target can’t be kept any more', async () => {
    await heading(14 * MINUTE, 1300, { mayAverageKw: -50 })
    expect(plant.alarm(id)?.advice).toBe('The target can’t be kept any more: keep the load low until 13:15.')
  })

  test('is not judged while there is no target or nothing is known', async () => {
    await heading(14 * MINUTE, 2000, { targetKw: null, targetIs: null })
    await heading(14 * MINUTE, 2000, { endsAtKw: null })
    plant.state.running = null
    await plant.passTime(14 * MINUTE)
    expect(plant.trail()).toEqual([])
  })

  test('a young month’s peaks are no news: what a month usually reaches must be passed as well', async () => {
    await plant.passTime(MINUTE)
    await heading(13 * MINUTE, 800, { targetKw: 600, targetIs: 'billedPeak' })
    expect(plant.alarm(id)).toMatchObject({
      state: 'suppressed',
      message: 'Not judged while this month’s peak, 600 kW, is still below what a month usually reaches, 1,000 kW.',
    })
    await heading(14 * MINUTE, 1200, { targetKw: 1010, targetIs: 'billedPeak' })
    expect(plant.alarm(id)).toMatchObject({
      state: 'activeUnacknowledged',
      message: 'Demand heads for 1,200 kW at 13:30, 190 kW over the billed peak of 1,010 kW.',
    })
  })
})

describe('a low power factor', () => {
  const id = 'lowPowerFactor:powerFactor'

  test('is raised after five minutes under load', async () => {
    plant.state.values.powerFactor = 0.78
    await plant.passTime(4 * MINUTE)
    expect(stateOf(id)).toBe('normal')
    await plant.passTime(MINUTE + 2 * SECOND)
    expect(plant.alarm(id)).toMatchObject({
      state: 'activeUnacknowledged',
      message: 'Power factor is 0.78, below 0.85.',
      priority: 'low',
    })
  })

  test('means nothing on an idle night: it is suppressed, and needs its whole delay in the morning', async () => {
    Object.assign(plant.state.values, { powerFactor: 0.4, gridImport: 120 })
    await plant.passTime(HOUR)
    expect(plant.alarm(id)).toMatchObject({
      state: 'suppressed',
      message: 'Not judged while the plant draws less than 25 % of its busy 1,000 kW.',
    })
    plant.state.values.gridImport = 600
    await plant.passTime(5 * MINUTE)
    expect(stateOf(id)).toBe('normal')
    await plant.passTime(2 * MINUTE)
    expect(stateOf(id)).toBe('activeUnacknowledged')
    expect(plant.trail()).toEqual([`${id} suppressed`, `${id} unsuppressed`, `${id} raised`])
  })

  test('a load that hovers about the minimum doesn’t fill the audit trail', async () => {
    plant.state.values.powerFactor = 0.4
    for (let minute = 0; minute < 60; minute += 1) {
      plant.state.values.gridImport = minute % 2 === 0 ? 240 : 310
      await plant.passTime(MINUTE / 2)
    }
    expect(plant.trail().length).toBeLessThanOrEqual(1)
  })

  test('a meter that counts it as negative when it leads is taken as it is meant', async () => {
    plant.state.values.powerFactor = -0.96
    await plant.passTime(10 * MINUTE)
    expect(plant.trail()).toEqual([])
  })
})

describe('a silent meter', () => {
  test('has its own name in the message, and is back after ten seconds', async () => {
    const { temperature: _, ...others } = plant.state.values
    const all = plant.state.values
    await plant.passTime(MINUTE)
    plant.state.values = others
    await plant.passTime(89 * SECOND)
    expect(plant.trail()).toEqual([])
    await plant.passTime(5 * SECOND)
    expect(plant.alarm('silentMeter:temperature')).toMatchObject({
      state: 'activeUnacknowledged',
      tag: 'temperature',
      message: expect.stringMatching(/^Nothing has come from Temperature for 1 min 3\d s\.$/),
    })
    expect(plant.trail()).toEqual(['silentMeter:temperature raised'])
    plant.state.values = all
    await plant.passTime(13 * SECOND)
    expect(plant.alarm('silentMeter:temperature')).toMatchObject({
      state: 'returnedUnacknowledged',
      message: expect.stringMatching(/^Nothing had come from Temperature for /),
    })
  })

  test('where nothing arrives at all there is one alarm about that, with the reason, and none about each meter', async () => {
    await plant.passTime(MINUTE)
    plant.state.values = {}
    plant.state.connection = { kind: 'waiting', attempt: 3, retryAt: 0, reason: 'The plant refuses connections.' }
    await plant.passTime(30 * MINUTE)
    const active = plant.alarmService.alarms().filter(({ state }) => state === 'activeUnacknowledged')
    expect(active).toMatchObject([
      { id: 'silentMeter', message: 'No data has come from the plant for 30 min. The plant refuses connections.' },
    ])
    expect(stateOf('silentMeter:load')).toBe('suppressed')
  })

  test('a connection that drops for a minute raises no alarm', async () => {
    const all = plant.state.values
    for (let i = 0; i < 20; i += 1) {
      plant.state.values = {}
      await plant.passTime(80 * SECOND)
      plant.state.values = all
      await plant.passTime(5 * MINUTE)
    }
    expect(plant.trail()).toEqual([])
  })

  test('a meter that was silent before an outage is still known to be after it', async () => {
    const { temperature: _, ...others } = plant.state.values
    await plant.passTime(MINUTE)
    plant.state.values = others
    await plant.passTime(2 * MINUTE)
    plant.state.values = {}
    await plant.passTime(10 * MINUTE)
    plant.state.values = others
    await plant.passTime(3 * MINUTE)
    expect(stateOf('silentMeter:temperature')).toBe('activeUnacknowledged')
    expect(stateOf('silentMeter:load')).toBe('normal')
  })

  test('a disconnection by the operator is no alarm', async () => {
    await plant.passTime(MINUTE)
    plant.state.values = {}
    plant.state.connection = { kind: 'idle' }
    await plant.passTime(10 * MINUTE)
    expect(stateOf('silentMeter')).toBe('suppressed')
    expect(plant.trail().filter((line) => line.endsWith('raised'))).toEqual([])
  })

  test('is judged by arrival: a plant whose clock is set back is not silent', async () => {
    await plant.passTime(MINUTE)
    for (let second = 0; second < 300; second += 1) {
      const at = plant.clock.now() - HOUR
      plant.alarmService.onSamples(
        Object.keys(plant.state.values).map((tag) => ({ tag, at, value: 1, quality: 'good' })),
      )
      await plant.clock.advance(SECOND)
    }
    expect(plant.trail()).toEqual([])
  })

  test('a meter that has sent nothing for a week is left out', async () => {
    const { temperature: _, ...others } = plant.state.values
    await plant.passTime(MINUTE)
    plant.state.values = others
    await plant.passTime(2 * MINUTE)
    await plant.restart(WEEK)
    await plant.passTime(10 * SECOND)
    expect(plant.alarm('silentMeter:temperature')).toBeUndefined()
    expect(plant.trail()).toContain('silentMeter:temperature cleared')
  })
})

describe('the frequency', () => {
  test.each([
    [49.4, 'Frequency is 49.40 Hz, 0.60 Hz below 50 Hz.'],
    [60.61, 'Frequency is 60.61 Hz, 0.61 Hz above 60 Hz.'],
  ])('of %s Hz is off its nominal', async (hz, message) => {
    plant.state.values.frequency = hz
    await plant.passTime(10 * SECOND)
    expect(plant.alarm('frequencyOutOfRange:frequency')).toMatchObject({ state: 'activeUnacknowledged', message })
  })

  test.each([50, 49.6, 60.4])('of %s Hz is well', async (hz) => {
    plant.state.values.frequency = hz
    await plant.passTime(MINUTE)
    expect(plant.trail()).toEqual([])
  })
})

test('a cold day has the minus sign of all numbers in its message', async () => {
  plant.state.values.temperature = -21.46
  await plant.passTime(2 * MINUTE)
  expect(plant.alarm('temperatureOutOfRange:temperature')?.message).toBe('Temperature is −21.5 °C, below −20.0 °C.')
})

describe('a value that can’t be trusted', () => {
  test('raises nothing, and lets nothing return', async () => {
    const bad = async (value: number, seconds: number) => {
      for (let i = 0; i < seconds; i += 1) {
        plant.send([{ tag: 'frequency', at: plant.clock.now(), value, quality: 'bad' }])
        await plant.clock.advance(SECOND)
      }
    }
    await bad(52, 60)
    expect(stateOf('frequencyOutOfRange:frequency')).toBe('normal')
    plant.state.values.frequency = 52
    await plant.passTime(10 * SECOND)
    expect(stateOf('frequencyOutOfRange:frequency')).toBe('activeUnacknowledged')
    await bad(50, 80)
    expect(stateOf('frequencyOutOfRange:frequency')).toBe('activeUnacknowledged')
  })
})

describe('an anomaly in the load', () => {
  const id = 'loadAnomaly'
  /** 800 kW ± 20. */
  const startForecasts = () => {
    const windowEnd = Math.floor(plant.clock.now() / QUARTER_HOUR) * QUARTER_HOUR
    plant.alarmService.onForecast(makeForecast('nextHour', windowEnd, () => makeBand(800, 20)))
  }

  test('is a load that stays far from what was expected of it, above or below', async () => {
    startForecasts()
    plant.state.values.load = 700
    await plant.passTime(5 * MINUTE)
    expect(stateOf(id)).toBe('normal')
    await plant.passTime(4 * MINUTE)
    expect(plant.alarm(id)).toMatchObject({
      state: 'activeUnacknowledged',
      value: 5,
      limit: 4,
      message:
        'Load is 700 kW over the last minutes where 800 kW was expected: 5.0 half-widths of the forecast’s band below.',
    })
  })

  test('is not a high load that was expected, nor a short one', async () => {
    startForecasts()
    plant.state.values.load = 850
    await plant.passTime(8 * MINUTE)
    plant.state.values.load = 1_000
    await plant.passTime(2 * MINUTE)
    plant.state.values.load = 810
    await plant.passTime(20 * MINUTE)
    expect(plant.trail()).toEqual([])
  })

  test('what the operator has planned is expected', async () => {
    startForecasts()
    const now = plant.clock.now()
    const planned = [{ id: 'furnace', name: 'Furnace 2', kw: 200, from: now, to: now + HOUR }]
    plant.state.settings = { ...plant.state.settings, planned }
    plant.state.values.load = 1_000
    await plant.passTime(14 * MINUTE)
    expect(plant.trail()).toEqual([])
  })

  test('is not judged while a naive forecast is shown instead, nor where there is none', async () => {
    plant.state.values.load = 2_000
    await plant.passTime(14 * MINUTE)
    expect(stateOf(id)).toBe('normal')
    const windowEnd = Math.floor(plant.clock.now() / QUARTER_HOUR) * QUARTER_HOUR
    plant.alarmService.onForecast(makeForecast('nextHour', windowEnd, () => null, { naiveKw: 500 }))
    await plant.passTime(14 * MINUTE)
    expect(plant.alarm(id)).toMatchObject({
      state: 'suppressed',
      message: 'Not judged while a naive forecast stands in for the model.',
    })
  })

  test('is not judged beyond the forecast’s hour', async () => {
    startForecasts()
    plant.state.values.load = 800
    await plant.passTime(HOUR)
    plant.state.values.load = 2_000
    await plant.passTime(HOUR)
    expect(plant.trail()).toEqual([])
  })
})

describe('a full disk', () => {
  test('has a message with the space that is left', async () => {
    plant.state.disk = { freeBytes: 4.12e9, share: 0.031 }
    await plant.passTime(3 * MINUTE)
    expect(plant.alarm('diskFull')).toMatchObject({
      state: 'activeUnacknowledged',
      message: '3.1 % of the disk with EcoPulse’s data is free, 4.1 GB: less than 5 %.',
    })
    plant.state.disk = { freeBytes: 50e9, share: 0.4 }
    await plant.passTime(3 * MINUTE)
    expect(stateOf('diskFull')).toBe('returnedUnacknowledged')
  })
})
