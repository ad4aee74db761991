import { afterEach, expect, test } from 'vitest'
import {
  createQuarterHours,
  type DemandPlant,
  type DemandPlantOptions,
  openDemandPlant,
} from '../../../tests/fixtures/plant/demand-plant.ts'
import { TariffSchema } from '../../contract/schemas/tariff.ts'
import { makeBill } from '../../domain/billing/make-bill.ts'
import { computeChargeStates } from '../../domain/billing/marginal-cost.ts'
import { sumEnergyByRate } from '../../domain/billing/month-energy.ts'
import { findMonthPeaks } from '../../domain/billing/month-peaks.ts'
import type { DemandInterval } from '../../domain/demand/demand-interval.ts'
import { createIntervalClock } from '../../domain/demand/interval-clock.ts'
import { computeIntervalDemand } from '../../domain/demand/interval-demand.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { daySpan, monthSpan } from '../../domain/time/calendar.ts'
import { DAY, HOUR, type Interval, MINUTE, QUARTER_HOUR, SECOND } from '../../domain/time/time.ts'

const ZONE = 'Europe/Berlin'
/** 12 August 2026, 10:00 in Berlin. */
const NOW = Date.UTC(2026, 7, 12, 8)
const weekdays = [{ weekdays: [0, 1, 2, 3, 4], hours: [8, 20] }]

const TARIFF = TariffSchema.parse({
  name: 'Works',
  currency: 'EUR',
  demandRule: { kind: 'fixed', minutes: 15, stepMinutes: 15 },
  powerFactor: { kind: 'none' },
  fixedCharges: [{ name: 'Metering', pricePerMonth: 50 }],
  demandCharges: [
    { id: 'any', name: 'Any time', basis: { kind: 'ratchet', share: 0.8, months: 11 }, pricePerKw: 10 },
    { id: 'peak', name: 'Peak', basis: { kind: 'maximum' }, pricePerKw: 5, windows: weekdays },
  ],
  energyRates: [{ id: 'all', name: 'All', pricePerKwh: 0.1 }],
  exportRates: [{ id: 'sold', name: 'Sold', pricePerKwh: 0.05 }],
})
const settings = { tariff: TARIFF, site: { zone: ZONE } }

let plant: DemandPlant | null = null
afterEach(async () => {
  const opened = plant
  plant = null
  expect(opened?.failures ?? []).toEqual([])
  await opened?.close()
})

async function start(options: Partial<DemandPlantOptions> = {}): Promise<DemandPlant> {
  plant = await openDemandPlant({ now: NOW, settings, ...options })
  return plant
}

/** Chance that is the same each time, 0 to 1. */
const chance = (i: number) => {
  const mixed = Math.imul(i ^ 0x5bd1e995, 0x9e3779b1)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
}
const valuesOver = ({ start, end }: Interval) =>
  Array.from({ length: (end - start) / QUARTER_HOUR }, (_, i) => 300 + 600 * chance(start / QUARTER_HOUR + i))

/** The intervals of quarter-hours that are wholly known. */
function intervalsOf(span: Interval, values: readonly number[], tariff = TARIFF): DemandInterval[] {
  const steps = values.map((importKw, i) => {
    const at = span.start + i * QUARTER_HOUR
    return { start: at, end: at + QUARTER_HOUR, importKw, coverage: 1 }
  })
  return computeIntervalDemand(createIntervalClock(tariff.demandRule, ZONE).intervalsWithin(span), steps, null, null)
}

test('standing and bill are what the pure functions compute from the same quarter-hours, with a ratchet over months', async () => {
  const { writeToStore, clock, monitor, events } = await start()
  const july = monthSpan('2026-07', ZONE)
  const august = { start: july.end, end: NOW }
  const [before, now] = [valuesOver(july).map((kw) => kw * 1.5), valuesOver(august)]
  writeToStore(createQuarterHours(july.start, before))
  writeToStore(createQuarterHours(august.start, now))
  await clock.advance(10 * SECOND)

  const zone = ZONE
  const earlier = [findMonthPeaks(TARIFF, zone, '2026-07', intervalsOf(july, before))]
  const peaks = findMonthPeaks(TARIFF, zone, '2026-08', intervalsOf(august, now))
  const flows = now.map((kw, i) => {
    const at = august.start + i * QUARTER_HOUR
    return { start: at, end: at + QUARTER_HOUR, importKwh: kw / 4, exportKwh: 0 }
  })
  const energy = sumEnergyByRate(TARIFF, zone, flows)
  const parts = { tariff: TARIFF, zone, month: '2026-08', until: NOW, coverage: 1, peaks, earlier, energy }
  const expected = makeBill(parts)
  const bill = await monitor().bill()
  expect(bill).toEqual({
    ...expected,
    coverage: expect.closeTo(1, 9),
    lines: expected.lines.map((line) => ({ ...line, quantity: expect.closeTo(line.quantity, 4) })),
  })
  const standing = monitor().standing()
  expect(standing).toMatchObject({ month: '2026-08', tariff: 'Works', sample: false, currency: 'EUR', unit: 'kW' })
  expect(standing?.charges).toEqual(computeChargeStates(TARIFF, peaks, earlier))
  expect(standing?.total).toBe(expected.total)
  expect(events).toContainEqual({ kind: 'standing', standing })
  // July's peak carries over.
  const [any] = standing?.charges ?? []
  expect(any?.billedKw).toBeCloseTo(0.8 * Math.max(...before), 9)
  const answer = await monitor().peaks('2026-08')
  expect(answer.peaks.charges).toEqual(peaks.charges)
  expect(answer.earlier).toHaveLength(11)
  expect(answer.earlier[0]?.charges).toEqual(earlier[0]?.charges)
  expect(answer.earlier[1]).toMatchObject({ month: '2026-06', known: false })
})

test('late samples change the bill, also that of a month that is over, and its ratchet, and are published', async () => {
  const { writeToStore, clock, monitor, events } = await start()
  const july = monthSpan('2026-07', ZONE)
  const hole = { start: july.end - DAY, end: july.end - DAY + HOUR }
  const known = createQuarterHours(july.start, valuesOver({ start: july.start, end: NOW }))
  writeToStore(known.filter(({ at }) => at < hole.start || at >= hole.end))
  await clock.advance(10 * SECOND)
  const before = { july: await monitor().bill('2026-07'), standing: monitor().standing() }
  // The sample before the hole holds for half of its period more.
  expect(before.july.coverage).toBeCloseTo(1 - (HOUR - QUARTER_HOUR / 2) / (july.end - july.start), 9)
  const published = events.length

  writeToStore(createQuarterHours(hole.start, [2000, 2100, 1900, 1000]))
  const bill = await monitor().bill('2026-07')
  expect(bill.coverage).toBeCloseTo(1, 9)
  expect(bill.lines.find(({ charge }) => charge === 'any')).toMatchObject({ quantity: 2100, amount: 21_000 })
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]).toMatchObject({ billedKw: 0.8 * 2100, amount: 16_800 })
  expect(events.slice(published).filter(({ kind }) => kind === 'standing')).toHaveLength(1)
})

test('a restart in the middle of an interval goes on with what it had', async () => {
  const { sendLive, clock, monitor, restart, events } = await start({
    settings: { ...settings, demand: { targetKw: 500 } },
  })
  expect(monitor().runningDemand()).toBeNull()
  await clock.advance(2 * SECOND)
  expect(events.filter(({ kind }) => kind === 'demand')).toEqual([])
  const second = async (kw: number) => {
    sendLive([{ tag: 'gridImport', at: clock.now(), value: kw, quality: 'good' }])
    await clock.advance(SECOND)
  }
  for (let i = 2; i < 300; i++) await second(i < 200 ? 400 : 700)
  const before = monitor().runningDemand()
  expect(before).toMatchObject({ start: NOW, end: NOW + QUARTER_HOUR, targetKw: 500, targetIs: 'setpoint', nowKw: 700 })
  expect(before?.meanKw).toBeCloseTo((198 * 400 + 100 * 700) / 298, 6)
  expect(before?.coverage).toBeCloseTo(298 / 300, 6)
  expect(events.at(-1)).toMatchObject({ kind: 'demand', demand: { start: NOW } })

  await restart()
  await clock.advance(0)
  expect(monitor().runningDemand()).toEqual(before)
  for (let i = 300; i < 600; i++) await second(100)
  const after = monitor().runningDemand()
  expect(after?.meanKw).toBeCloseTo((198 * 400 + 100 * 700 + 300 * 100) / 598, 6)
})

test('an interval that has ended is reported once, in order, with the store’s figures', async () => {
  const { writeToStore, clock, closedIntervals, monitor } = await start({ now: NOW + MINUTE })
  writeToStore(createQuarterHours(NOW - HOUR, [500, 600, 700, 800, 900, 1000]))
  await clock.advance(31 * MINUTE)
  expect(closedIntervals).toEqual([
    { start: NOW, end: NOW + QUARTER_HOUR, meanKw: 900, meanKva: null, coverage: 1, origin: 'power' },
    expect.objectContaining({ start: NOW + QUARTER_HOUR, meanKw: 1000 }),
  ])
  expect(
    monitor()
      .standing()
      ?.charges.map(({ peakKw, peakAt }) => [peakKw, peakAt]),
  ).toEqual([
    [1000, NOW + QUARTER_HOUR],
    [1000, NOW + QUARTER_HOUR],
  ])
  // What runs is none of them yet.
  const span = { start: NOW - HOUR, end: NOW + DAY }
  expect((await monitor().intervals(span)).map(({ meanKw }) => meanKw)).toEqual([500, 600, 700, 800, 900, 1000])
})

test('it is held against the charge in force that is the cheapest to raise, anew with each interval', async () => {
  const { writeToStore, sendLive, clock, monitor } = await start({ now: NOW + 9 * HOUR + 50 * MINUTE })
  const night = Date.UTC(2026, 7, 12, 1)
  writeToStore(createQuarterHours(night, [1200]))
  writeToStore(createQuarterHours(NOW, [800, 700]))
  sendLive([{ tag: 'gridImport', at: clock.now(), value: 500, quality: 'good' }])
  await clock.advance(5 * SECOND)
  expect(monitor().runningDemand()).toMatchObject({ targetKw: 800, targetIs: 'billedPeak', billedPeakKw: 800 })
  // At 20:00 the peak charge ends.
  await clock.advance(15 * MINUTE)
  expect(monitor().runningDemand()).toMatchObject({ targetKw: 1200, targetIs: 'billedPeak', billedPeakKw: 1200 })
})

test('nothing is there to stay below while nothing is billed in the month, or without a tariff', async () => {
  const { sendLive, clock, monitor, applySettings } = await start()
  sendLive([{ tag: 'gridImport', at: clock.now(), value: 500, quality: 'good' }])
  await clock.advance(5 * SECOND)
  expect(monitor().runningDemand()).toMatchObject({ targetKw: null, targetIs: null, billedPeakKw: 0 })
  applySettings({ site: { zone: ZONE } })
  await clock.advance(5 * SECOND)
  expect(monitor().standing()).toBeNull()
  expect(monitor().runningDemand()).toMatchObject({
    targetKw: null,
    targetIs: null,
    billedPeakKw: null,
    end: NOW + QUARTER_HOUR,
  })
  await expect(monitor().bill()).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('tariff'),
  })
})

test('another tariff or setpoint applies at once, to earlier intervals too', async () => {
  const { writeToStore, sendLive, clock, monitor, applySettings, events } = await start()
  const values = [500, 600, 700, 800]
  writeToStore(createQuarterHours(NOW - HOUR, values))
  sendLive([{ tag: 'gridImport', at: NOW + 1, value: 640, quality: 'good' }])
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]).toMatchObject({ billedKw: 800, amount: 8000 })
  const hourly = { ...TARIFF, demandRule: { kind: 'fixed', minutes: 60, stepMinutes: 60 } }
  applySettings({ ...settings, tariff: hourly, demand: { targetKw: 610 } })
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]).toMatchObject({ billedKw: 650, amount: 6500 })
  expect(monitor().runningDemand()).toMatchObject({
    end: NOW + HOUR,
    targetKw: 610,
    targetIs: 'setpoint',
    billedPeakKw: 650,
  })
  expect(events.findLast(({ kind }) => kind === 'standing')).toMatchObject({ standing: monitor().standing() })
  applySettings({ ...settings, tariff: null })
  await clock.advance(5 * SECOND)
  expect(events.findLast(({ kind }) => kind === 'standing')).toEqual({ kind: 'standing', standing: null })
})

test('the machine’s clock may be set back: late samples are looked for all the same', async () => {
  const { writeToStore, clock, monitor } = await start()
  writeToStore(createQuarterHours(NOW - 4 * HOUR, [500, 600]))
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]).toMatchObject({ billedKw: 600 })
  const { now } = clock
  Object.assign(clock, { now: () => now() - 2 * HOUR })
  writeToStore(createQuarterHours(NOW - 3 * HOUR, [700]))
  await clock.advance(10 * SECOND)
  expect(monitor().standing()?.charges[0]).toMatchObject({ billedKw: 700 })
})

test.each([
  ['2026-03-29', 92],
  ['2026-10-25', 100],
])('the day %s has %i quarter-hours', async (day, count) => {
  const span = daySpan(day, ZONE)
  const { writeToStore, monitor } = await start({ now: span.end + DAY })
  const before = 10
  writeToStore(
    createQuarterHours(
      span.start - before * QUARTER_HOUR,
      Array.from({ length: 200 }, (_, i) => i),
    ),
  )
  const found = await monitor().intervals(span)
  expect(found.map(({ meanKw }) => meanKw)).toEqual(Array.from({ length: count }, (_, i) => before + i))
})

test('of months of which nothing is kept it answers since when there is data', async () => {
  const { writeToStore, monitor } = await start()
  await expect(monitor().bill('2026-07')).rejects.toMatchObject({
    code: 'not-found',
    field: 'month',
    message: expect.stringContaining('nothing is kept'),
  })
  writeToStore(createQuarterHours(NOW - DAY, [500]))
  for (const month of ['2025-07', '2026-07']) {
    await expect(monitor().bill(month)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('data is kept from 2026-08-11 on'),
    })
  }
  await expect(monitor().bill('2026-09')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('not begun'),
  })
  expect((await monitor().bill('2026-08')).coverage).toBeGreaterThan(0)
})

test('what is exported offsets nothing, and is paid for', async () => {
  const { writeToStore, clock, monitor } = await start()
  // Ten minutes of import and five of export in each quarter-hour.
  const minutes = Array.from({ length: 60 }, (_, i) => (i % 15 < 10 ? 600 : -300))
  const from = NOW - HOUR
  writeToStore(
    minutes.map((value, i) => ({ tag: 'gridImport', at: from + i * MINUTE, value, quality: 'good', periodMs: MINUTE })),
  )
  await clock.advance(5 * SECOND)
  const found = await monitor().intervals({ start: from, end: NOW })
  expect(found.map(({ meanKw, coverage }) => [meanKw, coverage])).toEqual(Array(4).fill([400, 1]))
  const { lines } = await monitor().bill()
  expect(lines.find(({ kind }) => kind === 'energy')?.quantity).toBeCloseTo(400, 6)
  expect(lines.find(({ kind }) => kind === 'export')?.quantity).toBeCloseTo(100, 6)
})

test('a counter is preferred to powers, and only import is counted', async () => {
  const counter = { ...ROLE_TAGS.energyImport, periodMs: MINUTE }
  const power = { ...ROLE_TAGS.gridImport, periodMs: MINUTE }
  const { writeToStore, clock, monitor } = await start({ tags: [counter, power] })
  const from = NOW - HOUR
  const minute = (tag: string, i: number, value: number) =>
    ({ tag, at: from + i * MINUTE, value, quality: 'good' }) as const
  const all = Array.from({ length: 61 }, (_, i) => i)
  writeToStore(all.map((i) => minute('gridImport', i, 630)))
  // 10 kWh a minute are 600 kW.
  writeToStore(all.map((i) => minute('energyImport', i, 5000 + 10 * i)))
  await clock.advance(5 * SECOND)
  const found = await monitor().intervals({ start: from, end: NOW })
  expect(found.map(({ meanKw, origin }) => [Math.round(meanKw * 1e6) / 1e6, origin])).toEqual(
    Array(4).fill([600, 'counter']),
  )
  const { lines } = await monitor().bill()
  expect(lines.find(({ kind }) => kind === 'energy')?.quantity).toBeCloseTo(600, 6)
})

test('kVA are billed where the tariff does so, and the target leads there in kW', async () => {
  const { writeToStore, sendLive, clock, monitor } = await start({
    settings: { ...settings, tariff: { ...TARIFF, powerFactor: { kind: 'kva' } } },
  })
  writeToStore(createQuarterHours(NOW - HOUR, [400, 500]))
  writeToStore(createQuarterHours(NOW - HOUR, [0.8, 0.8], 'powerFactor'))
  sendLive([
    { tag: 'gridImport', at: NOW, value: 100, quality: 'good' },
    { tag: 'powerFactor', at: NOW, value: 0.9, quality: 'good' },
  ])
  await clock.advance(5 * SECOND)
  expect(monitor().standing()).toMatchObject({ unit: 'kVA', charges: [{ billedKw: 625 }, { billedKw: 625 }] })
  expect(monitor().runningDemand()?.targetKw).toBeCloseTo(625 * 0.9, 9)
})

test('sliding windows are made of minutes', async () => {
  const rule = { kind: 'sliding', minutes: 15, stepMinutes: 1 }
  const { writeToStore, clock, monitor, closedIntervals } = await start({
    now: NOW + 5 * SECOND,
    settings: { ...settings, tariff: { ...TARIFF, demandRule: rule } },
  })
  const from = NOW - HOUR
  // A peak from :08 to :23, between two quarter-hours.
  const minutes = Array.from({ length: 62 }, (_, i) => (i >= 8 && i < 23 ? 900 : 300))
  writeToStore(
    minutes.map((value, i) => ({ tag: 'gridImport', at: from + i * MINUTE, value, quality: 'good', periodMs: MINUTE })),
  )
  await clock.advance(MINUTE)
  expect(monitor().standing()?.charges[0]).toMatchObject({ peakKw: 900, peakAt: from + 8 * MINUTE })
  expect(closedIntervals.map(({ start }) => start)).toEqual([NOW - 14 * MINUTE])
  const { lines } = await monitor().bill()
  expect(lines.find(({ kind }) => kind === 'energy')?.quantity).toBeCloseTo((45 * 300 + 15 * 900) / 60, 6)
})

test('a plant that plays its time fast closes many intervals a second, and each is reported', async () => {
  const speed = 3600
  const { writeToStore, clock, monitor, closedIntervals } = await start({
    plantTime: (now) => NOW + (now - NOW) * speed,
  })
  writeToStore(createQuarterHours(NOW, valuesOver({ start: NOW, end: NOW + 40 * DAY })))
  await clock.advance((33 * DAY) / speed)
  const starts = closedIntervals.map(({ start }) => start)
  expect(starts).toEqual(starts.map((_, i) => NOW + i * QUARTER_HOUR))
  expect(starts.length).toBeGreaterThan(32 * 96)
  expect(monitor().standing()?.month).toBe('2026-09')
})

test('a grid meter that appears is billed from then on instead of the load', async () => {
  const load = { ...ROLE_TAGS.load, periodMs: QUARTER_HOUR }
  const grid = { ...ROLE_TAGS.gridImport, periodMs: QUARTER_HOUR }
  const { writeToStore, clock, monitor, setTags, applySettings } = await start({ tags: [load] })
  writeToStore(createQuarterHours(NOW - HOUR, [500, 500, 500, 500], 'load'))
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]?.peakKw).toBe(500)
  setTags([load, grid])
  writeToStore(createQuarterHours(NOW - HOUR, [300, 300, 300, 300]))
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]?.peakKw).toBe(300)
  applySettings({ ...settings, demand: { billedOn: 'load' } })
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]?.peakKw).toBe(500)
})

test('another setpoint, or a period that is known better, leaves what was added up as it is', async () => {
  const load = { ...ROLE_TAGS.load, periodMs: SECOND }
  const { writeToStore, sendLive, clock, monitor, setTags, applySettings, events } = await start({ tags: [load] })
  writeToStore(createQuarterHours(NOW - HOUR, [500, 500, 500, 500], 'load'))
  sendLive([{ tag: 'load', at: NOW, value: 600, quality: 'good' }])
  await clock.advance(5 * SECOND)
  const published = events.filter(({ kind }) => kind === 'standing').length
  applySettings({ ...settings, demand: { targetKw: 432 } })
  expect(monitor().runningDemand()).toMatchObject({ targetKw: 432, billedPeakKw: 500 })
  setTags([{ ...load, periodMs: MINUTE }])
  const { coverage } = monitor().runningDemand() ?? { coverage: 0 }
  sendLive([{ tag: 'load', at: clock.now(), value: 700, quality: 'good' }])
  await clock.advance(MINUTE)
  expect(monitor().runningDemand()?.coverage).toBeGreaterThan(coverage)
  expect(monitor().runningDemand()).toMatchObject({ nowKw: 700, at: clock.now() })
  expect(monitor().standing()?.charges[0]?.peakKw).toBe(500)
  expect(events.filter(({ kind }) => kind === 'standing')).toHaveLength(published)
})

test('what the store could not read is read again', async () => {
  const { writeToStore, clock, monitor, store, failures } = await start({ now: NOW + MINUTE })
  await clock.advance(5 * SECOND)
  const { steps } = store
  const before = monitor().standing()
  writeToStore(createQuarterHours(NOW - HOUR, [500, 600]))
  store.steps = () => {
    throw new Error('The disk is full')
  }
  await clock.advance(5 * SECOND)
  expect(monitor().standing()).toBe(before)
  expect(failures.splice(0)).toContainEqual(new Error('The disk is full'))
  store.steps = steps
  await clock.advance(5 * SECOND)
  expect(monitor().standing()?.charges[0]?.peakKw).toBe(600)
})
