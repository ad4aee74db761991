import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type WebSocket, WebSocketServer } from 'ws'
import {
  type CallError,
  type CallName,
  type CallOutput,
  calls,
  type EngineEvent,
  type Snapshot,
} from '../../../src/contract/api.ts'
import type { Horizon } from '../../../src/domain/forecast/forecast.ts'
import type { Alert } from '../../../src/domain/peak-alerts/peak-alert.ts'
import { HOUR, QUARTER_HOUR } from '../../../src/domain/time/time.ts'
import { entriesAt, FIGURES } from './fixture-alarms.ts'
import { acceptedAlert, billOf, intervalsOf, markedAlert, reportOf, runningAt, standingAt } from './fixture-demand.ts'
import { inferenceAt, modelsAt } from './fixture-models.ts'
import { forecastAt, historyOf, samplesAt, snapshotAt } from './fixture-plant.ts'
import { tariffRead } from './fixture-tariff.ts'

const PAGE = fileURLToPath(new URL('../../../out/renderer', import.meta.url))
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }
/** As the server sends it: a page that breaks it breaks here too. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"

/** Thrown by an answer to refuse a call as an engine does. */
export class Refusal extends Error {
  readonly error: CallError
  constructor(error: CallError) {
    super(error.message)
    this.error = error
  }
}

type Answers = { [N in CallName]?: (input: Record<string, unknown>) => CallOutput<N> }

/** An engine of a test's own making, with the built page, at `url`. */
export interface FixtureEngine {
  readonly url: string
  /** The engine's clock. */
  now(): number
  /** What a subscriber gets first. */
  snapshot: (at: number) => Snapshot
  readonly answers: Answers
  /** Calls that came, newest last. */
  readonly asked: { readonly name: CallName; readonly input: Record<string, unknown> }[]
  /** Whether samples are sent each second. */
  sending: boolean
  send(event: EngineEvent): void
  /** Sends a snapshot to everyone, as after a change of settings. */
  sendSnapshot(): void
  subscribers(): number
  /** Drops everyone and lets no one in until `comeBack`. */
  goAway(): void
  comeBack(): void
  close(): Promise<void>
}

/** `startAt` is what the engine's clock shows at the start; it runs from there. */
export async function startFixtureEngine(options: { port?: number; startAt?: number } = {}): Promise<FixtureEngine> {
  const skew = (options.startAt ?? Date.now()) - Date.now()
  const now = () => Date.now() + skew
  const sockets = new Set<WebSocket>()
  let away = false
  const server = createServer((request, response) => void serve(engine, request, response))
  const streams = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (away || request.url !== '/ws/stream') {
      socket.destroy()
      return
    }
    streams.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client)
      client.on('close', () => sockets.delete(client))
      client.send(JSON.stringify(engine.snapshot(now())))
    })
  })
  const ticking = setInterval(() => {
    if (!engine.sending) return
    engine.send(samplesAt(now()))
    engine.send({ kind: 'demand', demand: runningAt(now()) })
  }, 1_000)

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const engine: FixtureEngine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    now,
    snapshot: snapshotAt,
    answers: {},
    asked: [],
    sending: true,
    send(event) {
      const text = JSON.stringify(event)
      for (const client of sockets) client.send(text)
    },
    sendSnapshot: () => engine.send(engine.snapshot(now())),
    subscribers: () => sockets.size,
    goAway() {
      away = true
      for (const client of sockets) client.terminate()
    },
    comeBack() {
      away = false
    },
    async close() {
      clearInterval(ticking)
      for (const client of sockets) client.terminate()
      streams.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return engine
}

async function serve(engine: FixtureEngine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://fixture')
  const name = (Object.keys(calls) as CallName[]).find(
    (each) => calls[each].path === url.pathname && calls[each].method === request.method,
  )
  if (name === undefined) return servePage(url.pathname, response)
  const input = request.method === 'GET' ? Object.fromEntries(url.searchParams) : await bodyOf(request)
  engine.asked.push({ name, input })
  try {
    const answer = engine.answers[name]?.(input) ?? usualAnswer(engine, name, input)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code, message, field } = error.error
    const problem = { type: 'about:blank', title: 'Refused', status: 400, detail: message, code, field }
    response.writeHead(400, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text || '{}')
}

function usualAnswer(engine: FixtureEngine, name: CallName, input: Record<string, unknown>): unknown {
  const now = engine.now()
  const [from, to] = [Number(input.from), Number(input.to)]
  switch (name) {
    case 'history':
      return historyOf(String(input.tag), from, to, Number(input.points), now)
    case 'forecasts':
      return keptForecasts(from, Math.min(to, now), input)
    case 'models':
      return modelsAt()
    case 'inference':
      return inferenceAt()
    case 'demand':
      return intervalsOf(from, to, now)
    case 'bill':
      return billOf(monthOfInput(input, now), now)
    case 'report':
      return reportOf(monthOfInput(input, now), String(input.format ?? 'pdf'))
    case 'acceptPlan':
      return changeAlert(engine, input, (alert) => acceptedAlert(alert, now))
    case 'markShed':
      return changeAlert(engine, input, (alert) => markedAlert(alert, String(input.load), input.shed === true, now))
    case 'alarms':
      return { alarms: engine.snapshot(now).alarms, figures: FIGURES }
    case 'alarmEntries':
      return entriesAt(from, to, now)
    case 'connect':
      return { kind: 'live', since: now - HOUR, lastDataAt: now }
    case 'disconnect':
      return { kind: 'idle' }
    case 'readTariff':
      return tariffRead(String(input.fileName))
    case 'changeSettings':
      return input
    default:
      throw new Refusal({ code: 'not-found', message: `The fixture does not answer ${name}.` })
  }
}

const monthOfInput = ({ month }: Record<string, unknown>, now: number) => String(month ?? standingAt(now).month)

/** Changes one alert that stands, for all snapshots to come too, and tells everyone. */
function changeAlert(engine: FixtureEngine, { id }: Record<string, unknown>, change: (alert: Alert) => Alert): Alert {
  const { snapshot } = engine
  const { alerts } = snapshot(engine.now())
  const before = alerts.open.find((alert) => alert.id === id)
  if (before === undefined) throw new Refusal({ code: 'not-found', message: 'This alert no longer stands.' })
  const after = change(before)
  const changed = { ...alerts, open: alerts.open.map((alert) => (alert === before ? after : alert)) }
  engine.snapshot = (at) => ({ ...snapshot(at), alerts: changed })
  engine.send({ kind: 'alerts', alerts: changed })
  return after
}

function keptForecasts(from: number, to: number, { horizon, lead }: Record<string, unknown>): unknown[] {
  const first = Math.ceil(from / QUARTER_HOUR)
  const ends = Math.max(0, Math.ceil(to / QUARTER_HOUR) - first)
  return Array.from({ length: ends }, (_, index) => {
    const madeAt = (first + index) * QUARTER_HOUR
    const forecast = forecastAt(madeAt, { horizon: (horizon ?? 'nextHour') as Horizon })
    const steps = lead === undefined ? forecast.steps : forecast.steps.slice(Number(lead) - 1, Number(lead))
    return { ...forecast, steps, madeAt, hindsight: false }
  })
}

/** A file of the built page, or its index for every address of the page's own. */
async function servePage(path: string, response: ServerResponse): Promise<void> {
  const file = extname(path) === '' ? 'index.html' : path
  try {
    const body = await readFile(join(PAGE, file))
    const type = TYPES[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY }).end(body)
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found. Is the page built?')
  }
}
