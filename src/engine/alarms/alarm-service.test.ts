import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AlarmPlant, openAlarmPlant, runningDemand, TAGS } from '../../../tests/fixtures/plant/alarm-plant.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../domain/time/time.ts'

let plant: AlarmPlant
beforeEach(async () => {
  plant = await openAlarmPlant()
})
afterEach(() => plant.close())

const alarmEvents = () => plant.events.filter(([, { kind }]) => kind === 'alarms')

describe('the alarm service', () => {
  test('lists every alarm, and raises none while all is well', async () => {
    await plant.passTime(HOUR)
    expect(plant.trail()).toEqual([])
    expect(plant.alarmService.alarms().map(({ id }) => id)).toEqual([
      'demandOverTarget',
      'lowPowerFactor:powerFactor',
      'silentMeter',
      ...TAGS.map(({ id }) => `silentMeter:${id}`),
      'frequencyOutOfRange:frequency',
      'temperatureOutOfRange:temperature',
      'loadAnomaly',
      'diskFull',
    ])
    expect(alarmEvents()).toEqual([])
    expect(plant.failures).toEqual([])
  })

  test('raises, publishes, stores and returns an alarm, with figures, units and advice', async () => {
    plant.state.values.temperature = 44.26
    await plant.passTime(59 * SECOND)
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('normal')
    await plant.passTime(3 * SECOND)
    const raised = plant.alarm('temperatureOutOfRange:temperature')
    expect(raised).toMatchObject({
      state: 'activeUnacknowledged',
      priority: 'low',
      value: 44.26,
      limit: 42,
      unit: '°C',
      message: 'Temperature is 44.3 °C, above 42.0 °C.',
      advice: expect.stringContaining('cooling'),
    })
    expect(alarmEvents().at(-1)?.[1]).toMatchObject({ alarms: expect.arrayContaining([raised]) })

    plant.state.values.temperature = 41.5
    await plant.passTime(5 * MINUTE)
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('activeUnacknowledged')
    expect(plant.alarm('temperatureOutOfRange:temperature')?.message).toBe(
      'Temperature is 41.5 °C. That is not yet well within its limit.',
    )
    plant.state.values.temperature = 20
    await plant.passTime(62 * SECOND)
    expect(plant.alarm('temperatureOutOfRange:temperature')).toMatchObject({
      state: 'returnedUnacknowledged',
      activeSince: null,
      message: 'Temperature was 44.3 °C, above 42.0 °C.',
    })
    plant.alarmService.acknowledge()
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('normal')
    await plant.alarmService.flush()
    expect(plant.entries().map(({ change, by, state }) => [change, by, state])).toEqual([
      ['raised', 'EcoPulse', 'activeUnacknowledged'],
      ['returned', 'EcoPulse', 'returnedUnacknowledged'],
      ['acknowledged', 'operator', 'normal'],
    ])
  })

  test('acknowledges one alarm, or all, and refuses one that there isn’t with a list of those that there are', async () => {
    Object.assign(plant.state.values, { temperature: 50, frequency: 51 })
    await plant.passTime(2 * MINUTE)
    plant.alarmService.acknowledge(['frequencyOutOfRange:frequency'])
    expect(plant.alarm('frequencyOutOfRange:frequency')?.state).toBe('activeAcknowledged')
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('activeUnacknowledged')
    plant.alarmService.acknowledge()
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('activeAcknowledged')
    expect(() => plant.alarmService.acknowledge(['diskFull', 'nothing'])).toThrow(
      /no alarm “nothing”.*demandOverTarget, .*diskFull/,
    )
    expect(() => plant.alarmService.shelve('', 5, 'because')).toThrow(/no alarm/)
    expect(() => plant.alarmService.unshelve('diskFull')).toThrow('not on the shelf')
  })

  test('a shelved alarm is unacknowledged again at its time where its condition still holds', async () => {
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    plant.alarmService.acknowledge()
    plant.alarmService.shelve('temperatureOutOfRange:temperature', 10, 'Cooling is being mended')
    expect(plant.alarm('temperatureOutOfRange:temperature')?.shelf).toEqual({
      until: plant.clock.now() + 10 * MINUTE,
      reason: 'Cooling is being mended',
    })
    await plant.passTime(5 * MINUTE)
    plant.alarmService.shelve('temperatureOutOfRange:temperature', 10, 'Takes longer')
    await plant.passTime(9 * MINUTE)
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('shelved')
    await plant.passTime(MINUTE + SECOND)
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('activeUnacknowledged')
    expect(plant.entries().map(({ change, by, reason }) => [change, by, reason])).toEqual([
      ['raised', 'EcoPulse', null],
      ['acknowledged', 'operator', null],
      ['shelved', 'operator', 'Cooling is being mended'],
      ['shelved', 'operator', 'Takes longer'],
      ['unshelved', 'EcoPulse', null],
    ])
  })

  test('switching an alarm off in the settings ends it at once, with an entry, and on again watches it anew', async () => {
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    plant.setRule('temperatureOutOfRange', { enabled: false })
    await plant.alarmService.flush()
    expect(plant.alarm('temperatureOutOfRange:temperature')).toBeUndefined()
    expect(plant.entries().at(-1)).toMatchObject({
      change: 'cleared',
      state: 'normal',
      message: 'Switched off in the settings.',
    })
    expect(plant.store.alarms('plant')).toMatchObject([{ id: 'temperatureOutOfRange:temperature', state: 'normal' }])
    plant.setRule('temperatureOutOfRange', { onDelaySeconds: 0, priority: 'high' })
    expect(plant.alarm('temperatureOutOfRange:temperature')).toMatchObject({
      state: 'activeUnacknowledged',
      priority: 'high',
    })
  })

  test('another limit in the settings holds at once', async () => {
    plant.state.values.temperature = 30
    await plant.passTime(5 * MINUTE)
    plant.setRule('temperatureOutOfRange', { high: 25, onDelaySeconds: 0 })
    expect(plant.alarm('temperatureOutOfRange:temperature')).toMatchObject({ state: 'activeUnacknowledged', limit: 25 })
  })
})

describe('alarms over a restart', () => {
  test('stay in their states: one that was acknowledged stays so, and none is raised again', async () => {
    Object.assign(plant.state.values, { temperature: 50, frequency: 51 })
    await plant.passTime(2 * MINUTE)
    plant.alarmService.acknowledge(['temperatureOutOfRange:temperature'])
    const before = plant.alarmService.alarms().filter(({ state }) => state !== 'normal')
    await plant.restart(10 * MINUTE)
    const after = plant.alarmService.alarms().filter(({ state }) => state !== 'normal')
    expect(after).toEqual(before)
    const entries = plant.trail()
    await plant.passTime(5 * MINUTE)
    expect(plant.trail()).toEqual(entries)
    expect(plant.alarm('temperatureOutOfRange:temperature')?.state).toBe('activeAcknowledged')
    expect(plant.alarmService.metrics()).toMatchObject({ topTen: [{ count: 1 }, { count: 1 }] })
  })

  test('a shelf ends at its time even if the app was off', async () => {
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    plant.alarmService.shelve('temperatureOutOfRange:temperature', 5, 'maintenance')
    const until = plant.clock.now() + 5 * MINUTE
    await plant.restart(HOUR)
    await plant.passTime(2 * SECOND)
    expect(plant.alarm('temperatureOutOfRange:temperature')).toMatchObject({
      state: 'activeUnacknowledged',
      since: until,
    })
    expect(plant.entries().at(-1)).toMatchObject({ change: 'unshelved', at: until, by: 'EcoPulse' })
  })

  test('a meter that is still silent has not returned: its alarm stays active, and is not raised once more', async () => {
    await plant.passTime(MINUTE)
    const { temperature: _, ...others } = plant.state.values
    plant.state.values = others
    await plant.passTime(2 * MINUTE)
    plant.alarmService.acknowledge()
    await plant.restart(MINUTE)
    await plant.passTime(5 * MINUTE)
    expect(plant.alarm('silentMeter:temperature')?.state).toBe('activeAcknowledged')
    await plant.alarmService.flush()
    expect(plant.trail()).toEqual(['silentMeter:temperature raised', 'silentMeter:temperature acknowledged'])
    plant.state.values = { ...others, temperature: 18 }
    await plant.passTime(15 * SECOND)
    expect(plant.trail().at(-1)).toBe('silentMeter:temperature returned')
  })

  test('so has a plant that is still silent not returned', async () => {
    plant.state.values = {}
    await plant.passTime(2 * MINUTE)
    await plant.restart(MINUTE)
    await plant.passTime(5 * MINUTE)
    expect(plant.trail()).toEqual(['silentMeter raised'])
    expect(plant.alarm('silentMeter')?.state).toBe('activeUnacknowledged')
  })

  test('the audit trail is only ever added to', async () => {
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    await plant.restart()
    plant.alarmService.acknowledge()
    await plant.alarmService.flush()
    expect(plant.trail()).toEqual([
      'temperatureOutOfRange:temperature raised',
      'temperatureOutOfRange:temperature acknowledged',
    ])
  })

  test('an alarm of a kind that was switched off meanwhile is ended', async () => {
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    await plant.alarmService.close()
    const alarms = { temperatureOutOfRange: { ...ruleOff } }
    plant.state.settings = { ...plant.state.settings, alarms }
    await plant.restart()
    await plant.passTime(2 * SECOND)
    expect(plant.trail().at(-1)).toBe('temperatureOutOfRange:temperature cleared')
  })
})

const ruleOff = {
  enabled: false,
  priority: 'low',
  low: null,
  high: 42,
  deadband: 1,
  onDelaySeconds: 60,
  offDelaySeconds: 60,
} as const

describe('a storm of 10,000 changes across the limits in a minute', () => {
  const storm = async (minutes: number) => {
    for (let i = 0; i < minutes * 600; i += 1) {
      for (let j = 0; j < 17; j += 1) {
        const at = plant.clock.now() + j
        const beyond = (i * 17 + j) % 2 === 0
        const values = {
          frequency: beyond ? 51 : 50,
          temperature: beyond ? 60 : 20,
          powerFactor: beyond ? 0.4 : 1,
          load: 800,
          gridImport: 800,
        }
        plant.send(Object.entries(values).map(([tag, value]) => ({ tag, at, value, quality: 'good' as const })))
        if (j === 0) plant.state.running = runningDemand(at, beyond ? 1500 : 500)
      }
      await plant.clock.advance(100)
    }
  }

  test('neither chatters nor floods: no more entries than the delays let through, two events a second at the most', async () => {
    await storm(2)
    expect(plant.evaluations.count).toBeLessThanOrEqual(121)
    const ids = new Set(plant.entries().map(({ alarm }) => alarm))
    // Each of the four alarms may rise and fall once in its two delays: twice in two minutes at the very most.
    for (const id of ids) expect(plant.entries().filter(({ alarm }) => alarm === id).length).toBeLessThanOrEqual(4)
    expect(plant.alarmService.metrics()).toMatchObject({ chattering: [], floodShare: 0 })
    expectFewEvents()
    expect(plant.writes.count).toBeLessThanOrEqual(plant.entries().length)
  })

  test('not even where all delays are switched off does it publish more than twice a second, or judge more than once', async () => {
    const none = { onDelaySeconds: 0, offDelaySeconds: 0, deadband: 0 }
    for (const kind of ['frequencyOutOfRange', 'temperatureOutOfRange', 'lowPowerFactor'] as const)
      plant.setRule(kind, none)
    await storm(1)
    expectFewEvents()
    expect(plant.entries().length).toBeLessThanOrEqual(4 * 61)
  })

  const expectFewEvents = () => {
    const times = alarmEvents().map(([at]) => at)
    for (const [i, at] of times.entries()) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(500)
  }
})

test('after a machine slept there is no alarm that the plant was silent meanwhile', async () => {
  await plant.passTime(MINUTE)
  const { now } = plant.clock
  Object.assign(plant.clock, { now: () => now() + 8 * HOUR })
  await plant.clock.advance(3 * SECOND)
  await plant.passTime(MINUTE)
  expect(plant.trail()).toEqual([])
  plant.state.values = {}
  await plant.passTime(2 * MINUTE)
  expect(plant.trail()).toEqual(['silentMeter raised'])
})

test('where the machine’s clock is set back, a meter that is silent stays so, and the alarms’ values stay up to date', async () => {
  await plant.passTime(MINUTE)
  const { temperature: _, ...others } = plant.state.values
  plant.state.values = { ...others, frequency: 51 }
  await plant.passTime(2 * MINUTE)
  const { now } = plant.clock
  Object.assign(plant.clock, { now: () => now() - HOUR })
  plant.state.values = { ...others, frequency: 52 }
  for (let i = 0; i < 60; i++) {
    const at = plant.clock.now()
    plant.send(Object.entries(plant.state.values).map(([tag, value]) => ({ tag, at, value, quality: 'good' })))
    await plant.clock.advance(SECOND)
  }
  await plant.alarmService.flush()
  expect(plant.alarm('silentMeter:temperature')?.state).toBe('activeUnacknowledged')
  expect(plant.trail()).toEqual(['frequencyOutOfRange:frequency raised', 'silentMeter:temperature raised'])
  const published = alarmEvents().at(-1)?.[1]
  const message = 'Frequency is 52.00 Hz, 2.00 Hz above 50 Hz.'
  expect(published).toMatchObject({ alarms: expect.arrayContaining([expect.objectContaining({ message })]) })
})

test('a second in which judging fails is reported, and does not end the judging', async () => {
  const broken = plant.state.settings
  plant.state.settings = { ...broken, alarms: null as unknown as typeof broken.alarms }
  await plant.passTime(2 * SECOND)
  expect(plant.failures.some((line) => line.startsWith('Judging the alarms'))).toBe(true)
  plant.state.settings = broken
  plant.state.values.frequency = 52
  await plant.passTime(10 * SECOND)
  expect(plant.alarm('frequencyOutOfRange:frequency')?.state).toBe('activeUnacknowledged')
})

describe('a store that can’t write', () => {
  test('loses nothing of the audit trail: it is written once the store can again', async () => {
    plant.state.storeFails = true
    plant.state.values.temperature = 50
    await plant.passTime(2 * MINUTE)
    plant.alarmService.acknowledge()
    await plant.passTime(MINUTE)
    expect(plant.trail()).toEqual([])
    expect(plant.failures).toContain('Keeping alarms: disk full')
    plant.state.storeFails = false
    await plant.passTime(10 * SECOND)
    expect(plant.trail()).toEqual([
      'temperatureOutOfRange:temperature raised',
      'temperatureOutOfRange:temperature acknowledged',
    ])
    expect(plant.store.alarms('plant')).toMatchObject([{ state: 'activeAcknowledged' }])
  })
})

test('an alarm that is active for over a day is stale', async () => {
  plant.setRule('temperatureOutOfRange', { high: 10, onDelaySeconds: 0 })
  plant.send([{ tag: 'temperature', at: plant.clock.now(), value: 30, quality: 'good' }])
  await plant.clock.advance(2 * SECOND)
  await plant.restart(DAY + MINUTE)
  await plant.passTime(2 * SECOND)
  expect(plant.alarmService.metrics().stale).toContain('temperatureOutOfRange:temperature')
})
