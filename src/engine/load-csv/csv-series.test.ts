import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import { type CsvSeriesOptions, readCsvSeries } from './csv-series.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecopulse-series-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
function fileOf(content: string | Buffer): string {
  files += 1
  const file = join(folder, `load-${files}.csv`)
  writeFileSync(file, content)
  return file
}

/** Reads rows of `time,load`, or a whole CSV where the text has its own header. */
function read(rows: readonly string[] | string, options: Partial<CsvSeriesOptions> = {}) {
  const content = typeof rows === 'string' ? rows : ['time,load', ...rows, ''].join('\n')
  return readCsvSeries({ file: fileOf(content), value: 'load', ...options })
}

const first = Date.UTC(2026, 4, 4)
const iso = (at: number) => new Date(at).toISOString()
const utc = (text: string) => Date.parse(text)

/** `count` rows, `ms` apart, whose load counts them. */
function counting(count: number, ms: number, from = first): string[] {
  return Array.from({ length: count }, (_, i) => `${iso(from + i * ms)},${i}`)
}

describe('the length of a step', () => {
  test.each([
    [1 * MINUTE, 15],
    [3 * MINUTE, 15],
    [5 * MINUTE, 15],
    [7 * MINUTE, 15],
    [10 * MINUTE, 10],
    [12 * MINUTE, 15],
    [15 * MINUTE, 15],
    [20 * MINUTE, 20],
    [30 * MINUTE, 30],
    [45 * MINUTE, 60],
    [60 * MINUTE, 60],
  ])('rows %d ms apart make steps of %d min', async (ms, minutes) => {
    const { series, rows } = await read(counting(200, ms))
    expect(series.resolutionMs).toBe(minutes * MINUTE)
    expect(rows).toBe(200)
    const span = 200 * ms
    expect(series.loadKw.length).toBeGreaterThanOrEqual(Math.floor(span / series.resolutionMs) - 1)
    expect(series.loadKw).not.toContain(null)
  })

  test('a requested resolution has means of the rows in a step', async () => {
    const { series, notes } = await read(counting(8, QUARTER_HOUR), { resolutionMinutes: 60 })
    expect(series).toEqual({
      start: first,
      resolutionMs: HOUR,
      zone: 'UTC',
      loadKw: [1.5, 5.5],
      temperatureC: null,
    })
    expect(notes).toContain('Steps of 1 h are means of rows 15 min apart.')
  })

  test('rows that do not make up whole steps count for the part of a step that they hold', async () => {
    const { series } = await read(counting(6, 10 * MINUTE), { resolutionMinutes: 15 })
    expect(series.loadKw.map((value) => Number(value?.toFixed(6)))).toEqual([0.333333, 1.666667, 3.333333, 4.666667])
  })

  test.each([
    [counting(30, QUARTER_HOUR), 5, /15 min apart: steps of 5 min can't be made of them, but of 15, 20, 30, 60 min\./],
    [counting(30, QUARTER_HOUR), 17, /Expected a resolution of 1, 5, 10, 15, 20, 30, 60 min/],
    [counting(30, 2 * HOUR), undefined, /The rows are 2 h apart: they may be 60 min apart at the most/],
    [counting(30, DAY), 60, /The rows are 1 d apart/],
  ] as const)('what can not be made of the rows is refused (%#)', async (rows, resolutionMinutes, message) => {
    await expect(read(rows, { resolutionMinutes })).rejects.toThrow(message)
  })
})

describe('rows that are not as they should be', () => {
  test('a step of which less than half is known is a hole, and holes are counted', async () => {
    const rows = counting(45, MINUTE).filter((_, i) => i < 15 || (i >= 23 && i < 30) || i >= 30)
    const { series, notes } = await read(rows)
    expect(series.loadKw).toEqual([7, null, 37])
    expect(notes.join(' ')).toMatch(/1 of 3 steps have no load, at most 15 min in a row \(from 2026-05-04 00:15 UTC\)/)
    const half = await read(counting(45, MINUTE).filter((_, i) => i < 15 || i >= 22))
    expect(half.series.loadKw).toEqual([7, 25.5, 37])
  })

  test('cells that are empty or no numbers are holes; a negative load and zeros are a load', async () => {
    const values = ['-4', '', 'n/a', '0', ...Array.from({ length: 96 }, () => '0'), '1e2']
    const { series, notes } = await read(values.map((value, i) => `${iso(first + i * QUARTER_HOUR)},${value}`))
    expect(series.loadKw.slice(0, 4)).toEqual([-4, null, null, 0])
    expect(series.loadKw.at(-1)).toBe(100)
    expect(notes).toContain('1 row is empty in “load”: holes.')
    expect(notes).toContain('1 row has no number in “load”, like “n/a”: holes.')
    expect(notes.join(' ')).toContain('The load is 0 for 1 d from 2026-05-04 00:45 UTC on: taken as it is.')
  })

  test('rows in any order are sorted, the last of two with the same time counts, and one without a time is left out', async () => {
    const rows = counting(20, QUARTER_HOUR)
    const { series, notes } = await read([...rows.slice(5), 'noon,7', ...rows.slice(0, 5), `${iso(first)},99`])
    expect(series.loadKw).toEqual([99, ...Array.from({ length: 19 }, (_, i) => i + 1)])
    expect(notes).toContain('The rows are not in the order of time: they were sorted.')
    expect(notes.join(' ')).toMatch(/1 row has the same time as another: the last one counts/)
    expect(notes).toContain('1 row has no time that can be read, like “noon”: left out.')
  })

  test('a row whose year was mistyped does not make years of holes', async () => {
    const { series, notes } = await read([...counting(40, HOUR), '2126-05-06T00:00:00Z,1'])
    expect(series.loadKw).toHaveLength(40)
    expect(notes).toContain('1 row lies more than a year away from the others: left out.')
  })

  test('times beside the steps count for the step that they fall in, and one a few seconds early for the next', async () => {
    const beside = await read(counting(20, QUARTER_HOUR, first + 7 * MINUTE))
    expect(beside.series.start).toBe(first)
    expect(beside.series.loadKw).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(beside.notes.join(' ')).toMatch(/The times lie beside the steps of 15 min/)
    const jitter = [0, -4, 3, -6, 5, 0, -1, 2].map(
      (seconds, i) => `${iso(first + i * QUARTER_HOUR + seconds * 1000)},${i}`,
    )
    expect((await read(jitter)).series.loadKw).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })

  test('uneven rows count for as long as they hold', async () => {
    const minutes = [0, 1, 3, 9, 10, 14, 15, 19, 27, 29, 30, 34, 36]
    const { series, notes } = await read(
      minutes.map((minute) => `${iso(first + minute * MINUTE)},${minute < 15 ? 10 : 20}`),
    )
    expect(series.loadKw.slice(0, 2)).toEqual([10, 20])
    expect(notes.join(' ')).toMatch(/uneven distances/)
  })
})

describe('local times', () => {
  const berlin = { zone: 'Europe/Berlin' }
  const hours = (day: string, ...quarters: string[]) => quarters.map((time, i) => `${day} ${time},${i}`)

  test('are of the zone that is named, whose calendar the series has', async () => {
    const { series } = await read(hours('2026-07-01', '00:00', '00:15', '00:30'), berlin)
    expect(series).toMatchObject({ start: utc('2026-06-30T22:00:00Z'), zone: 'Europe/Berlin', loadKw: [0, 1, 2] })
    expect((await read(hours('2026-07-01', '00:00', '00:15'))).series.start).toBe(utc('2026-07-01T00:00:00Z'))
  })

  const autumn = ['01:30', '02:00', '02:30', '02:00', '02:30', '03:00']
  test('the hour that autumn has twice is read twice, whichever end of the file comes first', async () => {
    const rows = hours('2026-10-25', ...autumn)
    const { series, notes } = await read(rows, berlin)
    expect(series).toMatchObject({ start: utc('2026-10-24T23:30:00Z'), loadKw: [0, 1, 2, 3, 4, 5] })
    expect(notes.join(' ')).toMatch(/4 rows lie in an hour that the clock of Europe\/Berlin has twice/)
    const turned = await read(rows.toReversed(), berlin)
    expect(turned.series).toEqual(series)
    expect(turned.notes).toContain('The newest rows stand first in the file: it was read from its end.')
  })

  test('the hour that spring skips leaves no hole', async () => {
    const { series } = await read(hours('2026-03-29', '01:00', '01:30', '03:00', '03:30'), berlin)
    expect(series).toMatchObject({ start: utc('2026-03-29T00:00:00Z'), loadKw: [0, 1, 2, 3] })
  })

  test('without a zone the hours of a change of clock are doubled rows and a hole, and the zone is requested', async () => {
    const { series, notes } = await read(hours('2026-10-25', ...autumn))
    expect(series.loadKw).toEqual([0, 3, 4, 5])
    expect(notes.join(' ')).toMatch(/2 rows have the same time as another: .* name its zone\./)
  })
})

describe('how files are written', () => {
  test('semicolons and tabs go with decimal commas, gzipped or not, and names may be capitalised in another way', async () => {
    const rows = [
      'Zeit;Last (kW);T',
      '01.05.2026 00:00;1.234,5;-2,5',
      '01.05.2026 00:15;1234;',
      '01.05.2026 00:30;-7,25;1',
    ]
    const wanted = { value: 'last (kw)', temperature: 't', zone: 'Europe/Berlin' }
    const { series } = await read(rows.join('\r\n'), wanted)
    expect(series).toMatchObject({ start: utc('2026-04-30T22:00:00Z'), loadKw: [1234.5, 1234, -7.25] })
    expect(series.temperatureC).toEqual([-2.5, null, 1])
    const tabs = rows.join('\n').replaceAll(';', '\t')
    const file = fileOf(gzipSync(tabs))
    expect((await readCsvSeries({ file, ...wanted })).series).toEqual(series)
  })

  test('numbers in quotes may part thousands', async () => {
    const { series } = await read(
      'time,load\n2026-05-01 00:00,"1,234.5"\n2026-05-01 01:00,"1,234"\n2026-05-01 02:00,"0,5"\n',
    )
    expect(series.loadKw).toEqual([1234.5, 1234, 0.5])
  })

  test('a month that is written first is found by how close the rows lie, and afternoons by their PM', async () => {
    const rows = Array.from({ length: 96 }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, 3) + i * 30 * MINUTE)
      const hour = at.getUTCHours()
      const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${String(at.getUTCMinutes()).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
      return `1/${at.getUTCDate()}/2026 ${clock},${i}`
    })
    const { series } = await read(rows)
    expect(series).toMatchObject({ start: Date.UTC(2026, 0, 3), resolutionMs: 30 * MINUTE })
    expect(series.loadKw).toEqual(Array.from({ length: 96 }, (_, i) => i))
  })

  test('a day may end at 24:00', async () => {
    const { series } = await read(['2026-05-01 23:45,1', '2026-05-01 24:00,2', '2026-05-02 00:15,3'])
    expect(series.loadKw).toEqual([1, 2, 3])
  })

  test('W and MW become kW, and an energy is pointed out', async () => {
    const rows = (name: string) => `time,${name}\n2026-05-01 00:00,2\n2026-05-01 00:15,3\n`
    const mega = await read(rows('load_mw'), { value: 'load_mw' })
    expect(mega.series.loadKw).toEqual([2000, 3000])
    expect(mega.notes).toContain('“load_mw” is in MW: its figures were turned into kW.')
    const energy = await read(rows('usage_kwh'), { value: 'usage_kwh' })
    expect(energy.series.loadKw).toEqual([2, 3])
    expect(energy.notes.join(' ')).toMatch(/“usage_kwh” seems to be an energy/)
  })
})

describe('what can not be read is refused with a sentence and the field that it is about', () => {
  const rows = counting(4, HOUR)
  test.each([
    ['value', { value: 'power' }, /There is no column “power”: the columns are “time”, “load”\./],
    ['temperature', { temperature: 'T' }, /There is no column “T”: the columns are “time”, “load”\./],
    ['time', { time: 'when' }, /no column “when”: its columns are “time”, “load”\./],
    ['time', { time: 'load' }, /the column “load” does not read as a time\./],
    ['zone', { zone: 'Mars/Base' }, /“Mars\/Base” is no time zone/],
    ['file', { file: '/nowhere/load.csv' }, /The file \/nowhere\/load\.csv can't be read: there is no such file\./],
    ['file', { file: folder }, /can't be read: it is a folder\./],
  ])('%s: %j', async (field, options, message) => {
    const reading = read(rows, options)
    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toMatchObject({ code: 'invalid', field })
  })

  test.each([
    ['', /no header and at least two rows/],
    ['time,load\n2026-05-01 00:00,x\n2026-05-01 00:15,y\n', /The column “load” holds no numbers: “x” is none\./],
    ['a,load\n1,2\n3,4\n', /no column with times: its columns are “a”, “load”/],
    ['time,load\n2026-05-01 00:00,1\n2026-05-01 00:00,2\n', /fewer than two rows with a time/],
  ])('%j', async (content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })

  test('gzip that is cut off, and a reading that is given up', async () => {
    const packed = gzipSync(['time,load', ...counting(20_000, QUARTER_HOUR)].join('\n'))
    const cut = fileOf(packed.subarray(0, packed.length / 2))
    await expect(readCsvSeries({ file: cut, value: 'load' })).rejects.toThrow(/its gzip data is damaged\./)
    const signal = AbortSignal.abort()
    await expect(readCsvSeries({ file: fileOf(packed), value: 'load', signal })).rejects.toThrow(/aborted/)
  })
})

test('a year of a row a minute is read in seconds', async () => {
  const minutes = 365 * 24 * 60
  const file = fileOf(['time,load,note', ...counting(minutes, MINUTE).map((row) => `${row},x`)].join('\n'))
  const startedAt = performance.now()
  const { series } = await readCsvSeries({ file, value: 'load' })
  expect(series.loadKw).toHaveLength(minutes / 15)
  expect(performance.now() - startedAt).toBeLessThan(15_000)
})

const shared = '../shared/data'
describe.skipIf(!existsSync(shared))('real plants (skipped where ../shared/data is absent)', () => {
  test('a steel plant at 15 min', async () => {
    const { series, notes } = await readCsvSeries({
      file: `${shared}/steel/steel_clean.csv.gz`,
      time: 'interval_start',
      value: 'power_kw',
    })
    expect(series).toMatchObject({ start: Date.UTC(2018, 0, 1), resolutionMs: QUARTER_HOUR })
    expect(series.loadKw).toHaveLength(35_040)
    expect(series.loadKw).not.toContain(null)
    expect(notes).toEqual([])
  })

  test('a city’s zone at 10 min, with its temperature, and hourly', async () => {
    const file = `${shared}/tetouan/tetouan_zone1_clean.csv.gz`
    const columns = { file, value: 'zone1_power_kw', temperature: 'temperature_c' }
    const fine = await readCsvSeries(columns)
    expect(fine.series.resolutionMs).toBe(10 * MINUTE)
    expect(fine.series.loadKw).toHaveLength(52_416)
    expect(fine.series.temperatureC?.[0]).toBe(6.559)
    const hourly = await readCsvSeries({ ...columns, resolutionMinutes: 60 })
    const hour = fine.series.loadKw.slice(0, 6).reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / 6
    expect(hourly.series.loadKw[0]).toBeCloseTo(hour, 8)
    expect(hourly.series.loadKw).toHaveLength(8_736)
  })

  test('a household at 1 min', async () => {
    const file = `${shared}/household/household_26days_1min_clean.csv.gz`
    const { series, rows } = await readCsvSeries({ file, value: 'global_active_power_kw', zone: 'Europe/Paris' })
    expect(rows).toBe(37_283)
    expect(series).toMatchObject({ start: utc('2006-12-16T16:30:00Z'), resolutionMs: QUARTER_HOUR })
  })
})
