import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { PAGE_POLICY } from '../contract/page-policy.ts'
import { sendProblem } from './problem.ts'

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Whether a request may be from the page or a tool of the operator's. A page of another site may neither call
 * by its own name for this machine (DNS rebinding) nor from its own origin.
 */
export function isTrusted(request: Pick<IncomingMessage, 'headers'>, allowedHosts: ReadonlySet<string>): boolean {
  const { host, origin } = request.headers
  if (host === undefined || !allowedHosts.has(hostnameOf(`http://${host}`) ?? '')) return false
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`
}

/** Host names that requests may name: loopback, and what the operator chose to listen on. */
export function allowedHosts(listensOn: string, furtherHosts: readonly string[]): ReadonlySet<string> {
  const bracketed = listensOn.includes(':') ? `[${listensOn}]` : listensOn
  return new Set([...LOOPBACK, bracketed, ...furtherHosts.map((host) => host.toLowerCase())])
}

/** Refuses what isn't trusted, and sends the headers that hold a page to what it needs. */
export function guard(app: FastifyInstance, hosts: ReadonlySet<string>): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...PAGE_POLICY, 'cross-origin-resource-policy': 'same-origin' })
    if (isTrusted(request.raw, hosts)) return
    return sendProblem(reply, 403, {
      code: 'invalid',
      message: 'This address is not one that EcoPulse answers to. Start it with --allow-host to add it.',
    })
  })
}

function hostnameOf(url: string): string | null {
  try {
    return new URL(url).hostname.toLowerCase()
  } catch {
    return null
  }
}
