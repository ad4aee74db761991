import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import fastify, { type FastifyInstance } from 'fastify'
import type { EngineApi } from '../contract/api.ts'
import { codeOf } from '../engine/runtime/engine-error.ts'
import { allowedHosts, guard } from './guard.ts'
import { createOpenApi } from './openapi.ts'
import { sendProblem } from './problem.ts'
import { serveCalls } from './rest.ts'
import { serveStream } from './stream.ts'

export interface ServerOptions {
  readonly engine: EngineApi
  /** Folder with the built page. */
  readonly pageDir: string
  readonly version: string
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Names, beside the loopback's and `host`, that requests may call this server by. */
  readonly furtherHosts?: readonly string[]
}

export interface RunningServer {
  /** Where it listens, like http://127.0.0.1:8420. */
  readonly address: string
  close(): Promise<void>
}

/** Serves the contract, its stream and the page. @throws Error with one clear line where the port can't be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const hosts = allowedHosts(options.host, options.furtherHosts ?? [])
  const app = fastify({ bodyLimit: 8 * 1024 * 1024, forceCloseConnections: true })
  guard(app, hosts)
  serveCalls(app, options.engine)
  const document = JSON.stringify(createOpenApi(options.version))
  app.get('/api/v1/openapi.json', (_request, reply) => reply.type('application/json').send(document))
  await servePage(app, options.pageDir)
  const stream = serveStream(app.server, options.engine, hosts)
  try {
    await app.listen({ host: options.host, port: options.port })
  } catch (error) {
    throw toListenError(error, options)
  }
  return {
    address: listeningAddress(app, options.host),
    async close() {
      stream.close()
      await app.close()
    },
  }
}

/** The page's files; every other address that isn't the API's is a view of the page. */
async function servePage(app: FastifyInstance, pageDir: string): Promise<void> {
  if (!existsSync(join(pageDir, 'index.html'))) {
    throw new Error(`The page is missing in ${pageDir}: run npm run build.`)
  }
  await app.register(fastifyStatic, { root: pageDir, index: ['index.html'], cacheControl: false })
  app.setNotFoundHandler((request, reply) => {
    const isView = request.method === 'GET' && !/^\/(api|ws|assets|predict)(\/|$|\?)/.test(request.url)
    if (isView) return reply.sendFile('index.html')
    return sendProblem(reply, 404, {
      code: 'not-found',
      message: `There is nothing at ${request.method} ${request.url}.`,
    })
  })
}

function toListenError(error: unknown, { host, port }: ServerOptions): Error {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') return new Error(`Port ${port} is in use on ${host}: choose another with --port.`)
  if (code === 'EACCES')
    return new Error(`Port ${port} may not be used by this user: choose one above 1023 with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`${host} is no address of this machine: see --host.`)
  return error instanceof Error ? error : new Error(String(error))
}

function listeningAddress(app: FastifyInstance, host: string): string {
  const bound = app.server.address()
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
