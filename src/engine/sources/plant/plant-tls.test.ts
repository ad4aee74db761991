import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createFakeClock } from '../../../../tests/fixtures/engine/fake-clock.ts'
import { createRecordingSink, NOTHING_STORED, waitUntil } from '../../../../tests/fixtures/plant/recording-sink.ts'
import type { PlantSettings } from '../../../contract/settings.ts'
import { createSource } from '../create-source.ts'

const site = { name: 'Test works', zone: 'UTC', latitude: 50, longitude: 8, pvPeakKw: 400 }

function settingsFor(url: string, tls: PlantSettings['tls']): PlantSettings {
  return { kind: 'plant', url, auth: { kind: 'none' }, tls, mapping: [], gridSign: 'import', pingSeconds: 15 }
}

/** Elsewhere than in the path on some machines. */
const OPENSSL = process.env.OPENSSL ?? 'openssl'

function hasOpenssl(): boolean {
  try {
    execFileSync(OPENSSL, ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(!hasOpenssl())('a plant behind TLS (skipped where there is no openssl to make certificates)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ecopulse-tls-'))
  const openssl = (...args: string[]) => execFileSync(OPENSSL, args, { cwd: folder, stdio: 'ignore' })
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')

  beforeAll(() => {
    writeFileSync(join(folder, 'san.cnf'), 'subjectAltName=IP:127.0.0.1')
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=Plant CA', '-days', '30')
    for (const name of ['server', 'client']) {
      openssl('req', ...ec, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'san.cnf']
      openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signing)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Serves a plant that requires a client's certificate, and lets a source with `tls` connect to it. */
  async function connect(
    tls: PlantSettings['tls'],
    check: (sink: ReturnType<typeof createRecordingSink>) => Promise<void>,
  ) {
    const options = { key: text('server.key'), cert: text('server.pem'), ca: text('ca.pem'), requestCert: true }
    const server = createServer({ ...options, rejectUnauthorized: false })
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (client, request) => {
      const { authorized } = request.socket as TLSSocket
      if (!authorized) client.close(4401, 'no certificate')
      else client.send(JSON.stringify({ ts: Date.UTC(2026, 10, 23, 12), values: { load: 1 } }))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const sink = createRecordingSink()
    const settings = settingsFor(`wss://127.0.0.1:${(server.address() as AddressInfo).port}`, tls)
    const source = await createSource(settings, site, createFakeClock())
    source.start(sink, NOTHING_STORED)
    await check(sink)
    await source.stop()
    sockets.close()
    await new Promise((resolve) => server.close(resolve))
  }

  test('a private CA and a client certificate open the connection', () =>
    connect({ ca: text('ca.pem'), cert: text('client.pem'), key: text('client.key') }, async (sink) => {
      await waitUntil(() => sink.all.live.length === 1)
      expect(sink.state()).toBe('live')
    }))

  test('a plant that misses the client certificate refuses, and the attempts stop', () =>
    connect({ ca: text('ca.pem') }, async (sink) => {
      await waitUntil(() => sink.state() === 'stopped')
      expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringContaining('no certificate') })
    }))

  test('a certificate that no known CA signed is not trusted', () =>
    connect({}, async (sink) => {
      await waitUntil(() => sink.state() === 'waiting')
      expect(sink.all.connections.at(-1)).toMatchObject({ reason: expect.stringMatching(/certificate/i) })
    }))

  test('certificates that can not be read are refused at once', async () => {
    const settings = settingsFor('wss://127.0.0.1:9', { ca: text('ca.pem'), cert: 'nonsense' })
    await expect(createSource(settings, site, createFakeClock())).rejects.toThrow(
      /^The plant's certificates can't be used/,
    )
  })
})
