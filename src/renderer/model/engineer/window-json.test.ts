import { expect, test } from 'vitest'
import { chooseApiOrigin, formatCurlCommands } from './curl-commands.ts'
import { createWindowBody, formatReadableJson, windowStart } from './window-json.ts'

const QUARTER = 900_000
const END = Date.parse('2026-11-24T13:00:00Z')
const point = (back: number, mean: number, coverage = 1) => [END - back * QUARTER, mean, mean, mean, coverage] as const
const of = { horizon: 'nextHour', end: END, zone: 'Europe/Berlin' } as const

test('a window begins with what is known, and its holes are null', () => {
  const body = createWindowBody(of, [point(4, 10), point(2, 30), point(1, 40, 0.3)], [])
  expect(body).toEqual({
    horizon: 'nextHour',
    end: '2026-11-24T13:00:00.000Z',
    zone: 'Europe/Berlin',
    loadKw: [10, null, 30, null],
    temperatureC: null,
  })
})

test('temperatures are as many as loads', () => {
  const body = createWindowBody(of, [point(3, 10)], [point(9, 4), point(1, 7)])
  expect(body.temperatureC).toEqual([null, null, 7])
})

test('no more is read than a forecast can use', () => {
  expect((END - windowStart(END)) / QUARTER).toBe(768)
})

test('what holds nothing else is on one line', () => {
  expect(formatReadableJson({ a: [1, null, 3], b: [{ c: 1 }] })).toBe(
    '{\n  "a": [1, null, 3],\n  "b": [\n    { "c": 1 }\n  ]\n}',
  )
})

test('commands have the address of the page’s own server, or of the usual one', () => {
  expect(chooseApiOrigin('http://plant:9000')).toBe('http://plant:9000')
  expect(chooseApiOrigin('ecopulse://app')).toBe('http://127.0.0.1:8420')
  expect(formatCurlCommands('http://plant:9000', 'nextDay', END)).toContain(
    "curl 'http://plant:9000/api/v1/forecasts?from=2026-11-23T13:00:00.000Z&to=2026-11-24T13:00:00.000Z&horizon=nextDay'",
  )
})
