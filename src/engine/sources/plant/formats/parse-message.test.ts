import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMessage } from './parse-message.ts'
import type { ParsedMessages, PlantReading } from './plant-message.ts'

const now = Date.UTC(2026, 10, 23, 14)
const ts = '2026-11-23T14:00:00Z'

const parse = (json: unknown): ParsedMessages => parseMessage(JSON.stringify(json), now)
const readingsOf = (parsed: ParsedMessages): readonly PlantReading[] =>
  parsed.messages.flatMap((message) => message.readings)
const valuesOf = (parsed: ParsedMessages) =>
  Object.fromEntries(readingsOf(parsed).map(({ name, value }) => [name, value]))

describe('the canonical format', () => {
  test('a message gives its values at its time', () => {
    const parsed = parse({ ts, values: { load: 812.4, solar: 0 }, seq: 17 })
    expect(parsed).toEqual({
      messages: [
        {
          seq: 17,
          series: '',
          historical: false,
          readings: [
            { name: 'load', at: now, value: 812.4, quality: 'good', unit: null },
            { name: 'solar', at: now, value: 0, quality: 'good', unit: null },
          ],
        },
      ],
      unreadable: [],
    })
  })

  test('a list of messages is read one by one, and a bad one among them spoils none', () => {
    const parsed = parse([
      { ts, values: { load: 1 } },
      { ts: 'yesterday', values: { load: 2 } },
      7,
      { ts, values: { load: 3 } },
    ])
    expect(readingsOf(parsed).map(({ value }) => value)).toEqual([1, 3])
    expect(parsed.unreadable.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('yesterday'),
      expect.stringContaining('format is not known'),
    ])
  })

  test.each([
    ['2026-11-23T14:00:00Z', now],
    ['2026-11-23T15:00:00+01:00', now],
    ['2026-11-23T15:00:00+0100', now],
    ['2026-11-23 19:45:00.000+05:45', now],
    ['2026-11-23T14:00Z', now],
    [now, now],
    [String(now), now],
    [now + 0.4, now],
  ])('the time %s is understood', (time, at) => {
    expect(readingsOf(parse({ ts: time, values: { load: 1 } }))[0]?.at).toBe(at)
  })

  test.each([
    ['2026-11-23T14:00:00', 'offset'],
    ['2026-02-30T14:00:00Z', 'offset'],
    ['', 'offset'],
    [Math.round(now / 1000), 'seconds'],
    [now + 400 * 86_400_000, 'year ahead'],
    [null, 'ts'],
  ])('the time %s is refused with a reason', (time, reason) => {
    const parsed = parse({ ts: time, values: { load: 1 } })
    expect(parsed.messages).toEqual([])
    expect(parsed.unreadable).toEqual([{ reason: expect.stringContaining(reason), excerpt: expect.any(String) }])
  })

  test('values that are no numbers are named, and the others are kept', () => {
    const parsed = parse({ ts, values: { load: 1, a: null, b: 'high', c: {}, d: [1], running: true } })
    expect(valuesOf(parsed)).toEqual({ load: 1, running: 1 })
    expect(parsed.unreadable[0]?.reason).toBe('Not a number: a, b, c and 1 more.')
  })

  test('a number too large for JSON is not a number', () => {
    const parsed = parseMessage(`{"ts": ${now}, "values": {"load": 1e999, "solar": 2}}`, now)
    expect(valuesOf(parsed)).toEqual({ solar: 2 })
    expect(parsed.unreadable).toHaveLength(1)
  })

  test('quality is that of the message or of each value, and one that is not understood is uncertain', () => {
    const quality = (of: unknown) =>
      readingsOf(parse({ ts, values: { a: 1, b: 2 }, quality: of })).map((reading) => reading.quality)
    expect(quality(undefined)).toEqual(['good', 'good'])
    expect(quality('bad')).toEqual(['bad', 'bad'])
    expect(quality({ b: 'bad' })).toEqual(['good', 'bad'])
    expect(quality({ a: 'so-so' })).toEqual(['uncertain', 'good'])
  })

  test('a message can be marked as of the past', () => {
    expect(parse({ ts, values: { load: 1 }, historical: true }).messages[0]?.historical).toBe(true)
  })
})

describe('SenML', () => {
  test('base name, time, unit and value hold for the records that follow', () => {
    const parsed = parse([
      { bn: 'urn:dev:works/', bt: now / 1000, bu: 'W', bv: 100, n: 'load', v: 20 },
      { n: 'solar', v: 5, t: -60 },
      { n: 'temp', u: 'Cel', bv: 0, v: 21.5 },
      { n: 'running', vb: true },
    ])
    expect(readingsOf(parsed)).toEqual([
      { name: 'urn:dev:works/load', at: now, value: 120, quality: 'good', unit: 'W' },
      { name: 'urn:dev:works/solar', at: now - 60_000, value: 105, quality: 'good', unit: 'W' },
      { name: 'urn:dev:works/temp', at: now, value: 21.5, quality: 'good', unit: 'Cel' },
      { name: 'urn:dev:works/running', at: now, value: 1, quality: 'good', unit: 'W' },
    ])
    expect(parsed.unreadable).toEqual([])
  })

  test('a time below 2^28 is relative to now, and no time is now', () => {
    const parsed = parse([
      { n: 'a', v: 1 },
      { n: 'b', v: 1, t: -5 },
      { n: 'c', v: 1, t: 3 },
      { n: 'd', v: 1, bt: 1_700_000_000 },
    ])
    expect(readingsOf(parsed).map(({ at }) => at)).toEqual([now, now - 5_000, now + 3_000, 1_700_000_000_000])
  })

  test('texts and data are unreadable as numbers, a record of base fields alone is no trouble', () => {
    const parsed = parse([{ bn: 'x/' }, { n: 'firmware', vs: '1.2' }, { n: 'load', v: 3 }])
    expect(valuesOf(parsed)).toEqual({ 'x/load': 3 })
    expect(parsed.unreadable).toHaveLength(1)
  })

  test('what RFC 8428 forbids to process is not processed', () => {
    expect(parse([{ n: 'load', v: 1, new_: true }])).toMatchObject({ messages: [], unreadable: [{}] })
    expect(parse([{ bver: 11, n: 'load', v: 1 }])).toMatchObject({ messages: [], unreadable: [{}] })
  })
})

describe('OPC UA PubSub', () => {
  const network = (...messages: unknown[]) => ({
    MessageId: 'b2c6',
    MessageType: 'ua-data',
    PublisherId: 'p',
    Messages: messages,
  })

  test('plain values, DataValues and Variants are read, with their own times and qualities', () => {
    const parsed = parse(
      network({
        DataSetWriterId: 4,
        SequenceNumber: 9,
        Timestamp: ts,
        Payload: {
          load: 700.5,
          solar: { Value: 12, StatusCode: 0x40000000, SourceTimestamp: '2026-11-23T13:59:58Z' },
          grid: { Value: { Type: 11, Body: 3 }, StatusCode: { Code: 0x80050000, Symbol: 'Bad' } },
          count: { Value: '9007199254740993' },
          running: false,
        },
      }),
    )
    expect(parsed.unreadable).toEqual([])
    expect(parsed.messages).toMatchObject([{ seq: 9, series: 'p/4', historical: false }])
    expect(readingsOf(parsed)).toMatchObject([
      { name: 'load', at: now, value: 700.5, quality: 'good' },
      { name: 'solar', at: now - 2_000, value: 12, quality: 'uncertain' },
      { name: 'grid', at: now, value: 3, quality: 'bad' },
      { name: 'count', value: 9007199254740992 },
      { name: 'running', value: 0 },
    ])
  })

  test('a value without a number is named and the others are kept', () => {
    const parsed = parse(
      network({ Timestamp: ts, Payload: { load: 1, solar: { StatusCode: 0x80000000 }, name: 'hall' } }),
    )
    expect(valuesOf(parsed)).toEqual({ load: 1 })
    expect(parsed.unreadable[0]?.reason).toBe('Not a number: solar, name.')
  })

  test('a lone DataSetMessage is read, a sign of life and metadata hold no values', () => {
    expect(valuesOf(parse({ Timestamp: ts, Payload: { load: 5 } }))).toEqual({ load: 5 })
    expect(parse({ MessageType: 'ua-metadata', MetaData: {} })).toEqual({ messages: [], unreadable: [] })
    expect(parse(network({ MessageType: 'ua-keepalive', SequenceNumber: 3 }))).toMatchObject({
      messages: [{ seq: 3, readings: [] }],
      unreadable: [],
    })
  })

  test('each writer numbers its own messages; a numeric MessageId numbers where they do not', () => {
    const two = network(
      { DataSetWriterId: 1, SequenceNumber: 5, Payload: {} },
      { DataSetWriterId: 2, SequenceNumber: 90, Payload: {} },
    )
    expect(parse(two).messages.map(({ seq, series }) => [seq, series])).toEqual([
      [5, 'p/1'],
      [90, 'p/2'],
    ])
    expect(parse({ ...network({ Payload: {} }), MessageId: '31' }).messages[0]).toMatchObject({ seq: 31, series: 'p' })
  })
})

describe('anything at all', () => {
  const sound = (parsed: ParsedMessages) => {
    for (const reading of readingsOf(parsed)) {
      expect(Number.isFinite(reading.value)).toBe(true)
      expect(Number.isSafeInteger(reading.at)).toBe(true)
      expect(reading.name).not.toBe('')
    }
    for (const { reason, excerpt } of parsed.unreadable) {
      expect(reason).not.toBe('')
      expect(excerpt.length).toBeLessThan(500)
    }
    expect(parsed.messages.length + parsed.unreadable.length).toBeLessThan(2_000)
  }

  test('any text is answered', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (text) => sound(parseMessage(text, now))))
  })

  test('any JSON is answered', () => {
    fc.assert(fc.property(fc.json(), (text) => sound(parseMessage(text, now))))
  })

  test('any JSON in the fields of the three formats is answered', () => {
    const any = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>(ts, now, 1, 'ua-data', -1e300, '__proto__'))
    const object = (...keys: string[]) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, any])), { requiredKeys: [] })
    const values = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), any)
    const canonical = fc.record({ ts: any, values: fc.oneof(any, values), seq: any, quality: any, historical: any })
    const senml = fc.array(object('bn', 'bt', 'bu', 'bv', 'bver', 'n', 't', 'u', 'v', 'vb', 'vs', 's'), {
      minLength: 1,
    })
    const set = fc.record({
      DataSetWriterId: any,
      SequenceNumber: any,
      Timestamp: any,
      Status: any,
      Payload: fc.oneof(any, values),
    })
    const opcua = fc.record({ MessageId: any, Messages: fc.oneof(any, fc.array(set), set) })
    fc.assert(
      fc.property(fc.oneof(canonical, senml, opcua, fc.array(fc.oneof(canonical, opcua))), (json) =>
        sound(parse(json)),
      ),
      { numRuns: 500 },
    )
  })

  test('a deep and a huge message are answered', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    sound(parseMessage(deep, now))
    sound(parseMessage(`{"ts": ${now}, "values": {"load": ${deep}}}`, now))
    sound(parseMessage(`{"values":`.repeat(50_000), now))
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`tag${i}`, i % 2 ? i : null]))
    const parsed = parse({ ts, values: many })
    expect(readingsOf(parsed)).toHaveLength(25_000)
    expect(parsed.unreadable).toHaveLength(1)
    sound(parsed)
  })
})
