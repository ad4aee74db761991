import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { calls } from '../../contract/api.ts'
import { createHttpTransport } from './http.ts'

const routes = calls
const seen: { method: string | undefined; url: string | undefined; body: string }[] = []
let answer = { status: 200, body: '{}' }
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  seen.push({ method: request.method, url: request.url, body })
  response.writeHead(answer.status).end(answer.body)
})
let origin = ''

beforeEach(async () => {
  seen.length = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

test('the input of a GET call goes into the query, that of others into the body', async () => {
  const transport = createHttpTransport(origin, routes)
  await transport.call('history', { tag: 'furnace 2', from: 1, to: 2 })
  await transport.call('connect', {})
  expect(seen).toEqual([
    { method: 'GET', url: '/api/v1/history?tag=furnace+2&from=1&to=2', body: '' },
    { method: 'POST', url: '/api/v1/connection/connect', body: '{}' },
  ])
})

test('a problem document becomes the contract’s error with its field', async () => {
  answer = { status: 400, body: '{"detail":"No such tag.","code":"not-found","field":"tag"}' }
  const outcome = await createHttpTransport(origin, routes).call('history', { tag: 'x', from: 1, to: 2 })
  expect(outcome).toEqual({ ok: false, error: { code: 'not-found', message: 'No such tag.', field: 'tag' } })
})

test('an engine that is away is an answer and no exception', async () => {
  const transport = createHttpTransport('http://127.0.0.1:9', routes)
  const outcome = await transport.call('health', {})
  expect(outcome.ok ? '' : outcome.error.code).toBe('unavailable')
})
