import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EngineApi } from '../contract/api.ts'
import { type RunningServer, startServer } from './server.ts'

/** An engine that answers nothing: what is tested here happens before a call reaches it. */
const engine: EngineApi = {
  call: async () => ({ ok: false, error: { code: 'unavailable', message: 'Nothing is here.' } }),
  subscribe: () => () => {},
}

let server: RunningServer

beforeAll(async () => {
  const pageDir = mkdtempSync(join(tmpdir(), 'ecopulse-page-'))
  writeFileSync(join(pageDir, 'index.html'), '<!doctype html><title>EcoPulse</title>')
  server = await startServer({ engine, pageDir, version: '0.0.0', host: '127.0.0.1', port: 0 })
})

afterAll(() => server.close())

const port = () => Number(new URL(server.address).port)

async function upgrade(path: string, host: string) {
  const socket = connect(port(), '127.0.0.1')
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const [head] = await once(socket, 'data')
  return { socket, status: Number(String(head).split(' ')[1]) }
}

async function stillAnswers() {
  const response = await fetch(`${server.address}/api/v1/health`)
  return response.status === 503
}

describe('the server', () => {
  it.each([
    ['//', 'evil.example', 403],
    ['//', '127.0.0.1', 404],
    ['http://[', '127.0.0.1', 404],
    ['/ws/other', '127.0.0.1', 404],
    ['/ws/stream', 'evil.example', 403],
    ['/ws/stream?x=1', '127.0.0.1', 101],
  ])('answers an upgrade to %s of host %s with %i', async (path, host, expected) => {
    const { socket, status } = await upgrade(path, host)
    expect(status).toBe(expected)
    socket.destroy()
    expect(await stillAnswers()).toBe(true)
  })

  it('outlives a peer that resets a refused upgrade', async () => {
    for (let i = 0; i < 20; i += 1) {
      const { socket } = await upgrade('/x', '127.0.0.1')
      socket.resetAndDestroy()
    }
    expect(await stillAnswers()).toBe(true)
  })

  it('answers a view’s address with the page, and nothing else with it', async () => {
    expect(await (await fetch(`${server.address}/history?range=7d`)).text()).toContain('EcoPulse')
    for (const path of ['/api/v1/nothing', '/assets/gone.js', '/%2e%2e/package.json'])
      expect((await fetch(server.address + path)).headers.get('content-type') ?? '').not.toMatch(
        /javascript|^application\/json/,
      )
  })

  it('answers a body that can’t be read with a problem document', async () => {
    const response = await fetch(`${server.address}/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "end": ',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid' })
  })
})
