import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { createFakeClock, type FakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { createRecordingSink, NOTHING_STORED, waitUntil } from '../../../../tests/fixtures/plant/recording-sink.ts'
import type { PlantSettings } from '../../../contract/settings.ts'
import type { Source } from '../source.ts'
import { createPlantSource } from './plant.ts'

const cleanups: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** A plant that listens; its newest client and that client's request. */
async function listen(options: ServerOptions = {}, port = 0) {
  const server = new WebSocketServer({ host: '127.0.0.1', port, ...options })
  const seen: { client: WebSocket | null; request: IncomingMessage | null } = { client: null, request: null }
  server.on('connection', (client, request) => {
    seen.client = client
    seen.request = request
  })
  await once(server, 'listening')
  const close = () =>
    new Promise<void>((resolve) => {
      for (const client of server.clients) client.terminate()
      server.close(() => resolve())
    })
  cleanups.push(close)
  const at = (server.address() as AddressInfo).port
  return {
    server,
    seen,
    port: at,
    url: `ws://127.0.0.1:${at}/telemetry`,
    close,
    send: (json: unknown) => seen.client?.send(JSON.stringify(json)),
  }
}

function begin(url: string, more: Partial<PlantSettings> = {}, clock: FakeClock = createFakeClock()) {
  const settings: PlantSettings = {
    kind: 'plant',
    url,
    auth: { kind: 'none' },
    tls: {},
    mapping: [],
    gridSign: 'import',
    pingSeconds: 15,
    ...more,
  }
  const sink = createRecordingSink()
  const source: Source = createPlantSource(settings, { clock, jitter: () => 1 })
  cleanups.push(() => source.stop())
  source.start(sink, NOTHING_STORED)
  return { sink, source, clock }
}

const at = (clock: FakeClock, load: number, more: object = {}) => ({ ts: clock.now(), values: { load }, ...more })

test('what a plant sends becomes tags and samples, and the connection is live', async () => {
  const plant = await listen()
  const { sink, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  plant.send({ ts: clock.now(), values: { load_kw: 812.4, oven_kw: 90 } })
  await waitUntil(() => sink.all.live.length === 2)
  expect(sink.all.tags).toEqual([
    { id: 'load', role: 'load', unit: 'kW', description: 'Load', periodMs: 1_000 },
    { id: 'oven_kw', role: 'feeder', unit: 'kW', description: 'oven_kw', periodMs: 1_000 },
  ])
  expect(sink.all.live[0]).toEqual({ tag: 'load', at: clock.now(), value: 812.4, quality: 'good' })
  expect(sink.all.connections.map(({ kind }) => kind).slice(0, 2)).toEqual(['connecting', 'live'])
})

test('what can not be read is reported, and the stream goes on', async () => {
  const plant = await listen()
  const { sink, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  plant.seen.client?.send('<xml/>')
  plant.seen.client?.send(Buffer.from([0, 255, 1]))
  plant.send(at(clock, 5, { ts: 'noon' }))
  plant.send(at(clock, 6))
  await waitUntil(() => sink.all.live.length === 1)
  expect(sink.values('load')).toEqual([6])
  expect(sink.all.unreadable.map(({ reason }) => reason)).toEqual([
    'The message is not JSON.',
    'The message is not JSON.',
    expect.stringContaining('noon'),
  ])
  expect(sink.all.unreadable[0]?.excerpt).toBe('<xml/>')
})

test('a message that is far too large is counted, and the plant is tried again', async () => {
  const plant = await listen()
  const { sink, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  plant.seen.client?.send(' '.repeat(5 * 2 ** 20))
  await waitUntil(() => sink.state() === 'waiting')
  expect(sink.all.unreadable.map(({ reason }) => reason)).toEqual(['A message was larger than 4 MB.'])
  await clock.advance(3_000)
  await waitUntil(() => sink.state() === 'live')
})

test('gaps in the numbering are counted, and what is of the past is delivered as past', async () => {
  const plant = await listen()
  const { sink, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  for (const seq of [7, 8, 12]) plant.send(at(clock, seq, { seq }))
  plant.send(at(clock, 1, { ts: clock.now() - 3_600_000, historical: true }))
  await waitUntil(() => sink.all.past.length === 1)
  expect(sink.all.missed).toBe(3)
  expect(sink.values('load')).toEqual([7, 8, 12])
})

test('a plant that is restarted ten times loses and doubles nothing that it sent while connected', async () => {
  let plant = await listen()
  const { sink, clock } = begin(plant.url)
  const sent: number[] = []
  for (let round = 0; round < 10; round++) {
    await waitUntil(() => sink.state() === 'live')
    for (let i = 0; i < 50; i++) {
      sent.push(sent.length)
      plant.send(at(clock, sent.length - 1, { seq: sent.length }))
      await clock.advance(1_000)
    }
    await plant.close()
    await waitUntil(() => sink.state() === 'waiting')
    plant = await listen({}, plant.port)
    await clock.advance(3_000)
  }
  await waitUntil(() => sink.values('load').length === sent.length)
  expect(sink.values('load')).toEqual(sent)
  expect(sink.all.missed).toBe(0)
})

test('a plant that is not there is tried again five times after 3 s, then less often', async () => {
  const plant = await listen()
  await plant.close()
  const { sink, clock } = begin(plant.url)
  const pauses: number[] = []
  for (let attempt = 2; attempt < 9; attempt++) {
    await waitUntil(() => sink.all.connections.some((state) => state.kind === 'waiting' && state.attempt === attempt))
    const state = sink.all.connections.at(-1)
    if (state?.kind !== 'waiting') throw new Error('expected to wait')
    expect(state.reason).toContain('ECONNREFUSED')
    pauses.push((state.retryAt - clock.now()) / 1_000)
    await clock.advance(state.retryAt - clock.now())
  }
  expect(pauses).toEqual([3, 3, 3, 3, 3, 6, 12])
})

test.each([
  [401, 'stopped'],
  [403, 'stopped'],
  [503, 'waiting'],
  [200, 'waiting'],
] as const)('the answer HTTP %i to the handshake leads to %s', async (status, kind) => {
  const server = createHttpServer().on('upgrade', (_request, socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  cleanups.push(() => new Promise((resolve) => server.close(resolve)))
  const { sink, clock } = begin(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await waitUntil(() => sink.state() === kind)
  expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringContaining(`HTTP ${status}`) })
  expect(clock.pending).toBe(kind === 'stopped' ? 0 : 1)
})

test.each([1008, 4401, 4403])('the close code %i refuses the credentials; connecting tries again', async (code) => {
  const plant = await listen()
  const { sink, source } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  plant.seen.client?.close(code, 'token expired')
  await waitUntil(() => sink.state() === 'stopped')
  expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringContaining('token expired') })
  source.connect()
  await waitUntil(() => sink.state() === 'live')
})

test('the close code 1008 is no refusal once the plant has sent something', async () => {
  const plant = await listen()
  const { sink } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  plant.seen.client?.send(JSON.stringify({ ts: Date.now(), values: { load: 1 } }))
  plant.seen.client?.close(1008, 'too many messages')
  await waitUntil(() => sink.state() === 'waiting')
  expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringContaining('too many messages') })
})

test('a token or headers go along with the handshake', async () => {
  const plant = await listen()
  const bearer = begin(plant.url, { auth: { kind: 'bearer', token: 's3cret' } })
  await waitUntil(() => bearer.sink.state() === 'live')
  expect(plant.seen.request?.headers.authorization).toBe('Bearer s3cret')
  const headers = begin(plant.url, { auth: { kind: 'headers', headers: { 'X-Api-Key': 'k', 'X-Plant': '7' } } })
  await waitUntil(() => headers.sink.state() === 'live')
  expect(plant.seen.request?.headers).toMatchObject({ 'x-api-key': 'k', 'x-plant': '7' })
})

test('a plant that answers no ping and sends nothing is given up and tried again', async () => {
  const plant = await listen({ autoPong: false })
  const { sink, clock } = begin(plant.url, { pingSeconds: 5 })
  await waitUntil(() => sink.state() === 'live')
  await clock.advance(5_000)
  expect(sink.state()).toBe('stale')
  await clock.advance(5_000)
  await waitUntil(() => sink.state() === 'waiting')
  expect(sink.all.connections.at(-1)).toMatchObject({ reason: 'The plant did not answer a ping within 5 s.' })
})

test('a plant that answers pings, or sends, stays connected', async () => {
  const silent = await listen()
  const busy = await listen({ autoPong: false })
  const clock = createFakeClock()
  const quiet = begin(silent.url, { pingSeconds: 5 }, clock)
  const deaf = begin(busy.url, { pingSeconds: 5 }, clock)
  await waitUntil(() => quiet.sink.state() === 'live' && deaf.sink.state() === 'live')
  for (let i = 1; i <= 8; i++) {
    const pinged = once(silent.seen.client ?? silent.server, 'ping')
    busy.send(at(clock, i))
    await waitUntil(() => deaf.sink.values('load').length === i)
    await clock.advance(5_000)
    await pinged
    // The answer to the ping is under way: it has arrived when what the plant sends after it has.
    silent.seen.client?.ping()
    await once(silent.seen.client ?? silent.server, 'pong')
  }
  expect(quiet.sink.state()).toBe('stale')
  expect(deaf.sink.all.connections.some(({ kind }) => kind === 'waiting')).toBe(false)
  expect(quiet.sink.all.connections.some(({ kind }) => kind === 'waiting')).toBe(false)
})

test('silence makes the connection stale after 3 s, and later for a plant that sends every 10 s', async () => {
  const plant = await listen()
  const { sink, source, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  expect(source.staleAfterMs).toBe(3_000)
  await clock.advance(2_999)
  expect(sink.state()).toBe('live')
  await clock.advance(1)
  expect(sink.state()).toBe('stale')
  for (let i = 0; i < 6; i++) {
    plant.send(at(clock, i))
    await waitUntil(() => sink.values('load').length === i + 1)
    await clock.advance(10_000)
  }
  expect(source.staleAfterMs).toBe(30_000)
  expect(sink.state()).toBe('live')
})

test('the period of each tag is learnt', async () => {
  const plant = await listen()
  const { sink, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  const start = clock.now()
  plant.send(Array.from({ length: 8 }, (_, i) => ({ ts: start + i * 60_000, values: { load: i } })))
  await waitUntil(() => sink.values('load').length === 8)
  expect(sink.all.tagLists.map(([tag]) => tag?.periodMs)).toEqual([1_000, 60_000])
})

test('disconnected it stays so until someone connects', async () => {
  const plant = await listen()
  const { sink, source, clock } = begin(plant.url)
  await waitUntil(() => sink.state() === 'live')
  source.disconnect()
  expect(sink.state()).toBe('idle')
  await waitUntil(() => plant.server.clients.size === 0)
  await clock.advance(600_000)
  expect(sink.state()).toBe('idle')
  source.connect()
  await waitUntil(() => sink.state() === 'live')
})

test('an attempt that hangs is given up', async () => {
  const sockets: { destroy(): void }[] = []
  const server = createTcpServer((socket) => sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  const { sink, clock } = begin(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await waitUntil(() => sockets.length === 1)
  await clock.advance(15_000)
  expect(sink.all.connections.at(-1)).toMatchObject({ kind: 'waiting', attempt: 2 })
})

test('stopped, it leaves no timer and no socket, in whatever state', async () => {
  const plant = await listen()
  const live = begin(plant.url)
  await waitUntil(() => live.sink.state() === 'live')
  await live.source.stop()
  await waitUntil(() => plant.server.clients.size === 0)
  expect(live.clock.pending).toBe(0)

  const connecting = begin(plant.url)
  await connecting.source.stop()
  expect(connecting.clock.pending).toBe(0)
  await plant.close()
  const waiting = begin(plant.url)
  await waitUntil(() => waiting.sink.state() === 'waiting')
  await waiting.source.stop()
  expect(waiting.clock.pending).toBe(0)
  await waiting.source.stop()
})

test('a header that can not be sent stops the attempts with a reason', () => {
  const { sink } = begin('ws://127.0.0.1:9', { auth: { kind: 'headers', headers: { 'no good': 'x' } } })
  expect(sink.all.connections.map(({ kind }) => kind)).toEqual(['connecting', 'stopped'])
})

test('its id and label hold no secret', () => {
  const source = createPlantSource(
    {
      kind: 'plant',
      url: 'wss://user:pass@plant.example:9000/telemetry?token=s3cret',
      auth: { kind: 'none' },
      tls: {},
      mapping: [],
      gridSign: 'import',
      pingSeconds: 15,
    },
    { clock: createFakeClock() },
  )
  expect(source.id).toBe('plant:wss://plant.example:9000/telemetry')
  expect(source.label).toBe('plant · plant.example:9000/telemetry')
})

test('sites that differ in the query are plants of their own, and credentials in it make no difference', () => {
  const idOf = (url: string) =>
    createPlantSource(
      { kind: 'plant', url, auth: { kind: 'none' }, tls: {}, mapping: [], gridSign: 'import', pingSeconds: 15 },
      { clock: createFakeClock() },
    ).id
  expect(idOf('ws://plant.example/t?site=1')).not.toBe(idOf('ws://plant.example/t?site=2'))
  expect(idOf('ws://plant.example/t?site=1&token=a')).toBe(idOf('ws://plant.example/t?site=1&token=b'))
  expect(idOf('ws://plant.example/t?token=a')).toBe('plant:ws://plant.example/t')
})
