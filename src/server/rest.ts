import type { FastifyInstance } from 'fastify'
import { type CallInput, type CallName, calls, type EngineApi } from '../contract/api.ts'
import { sendProblem, statusOf } from './problem.ts'

/** Bytes that a call's body may have where that is more than usual: a Keras file as base64, 500 windows of 8 days. */
const LARGE_BODIES: Partial<Record<CallName, number>> = {
  inspectModel: 96 * 1024 * 1024,
  importModel: 96 * 1024 * 1024,
  predictBatch: 32 * 1024 * 1024,
}

/**
 * Serves every call of the contract under its method and path: GET reads its input from the query, others from the
 * body.
 */
export function serveCalls(app: FastifyInstance, engine: EngineApi): void {
  for (const name of Object.keys(calls) as CallName[]) {
    const { method, path } = calls[name]
    const bodyLimit = LARGE_BODIES[name]
    app.route({
      method,
      url: path,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      async handler(request, reply) {
        const input = method === 'GET' ? request.query : (request.body ?? {})
        const outcome = await engine.call(name, input as CallInput<typeof name>)
        if (!outcome.ok) return sendProblem(reply, statusOf(outcome.error), outcome.error)
        return reply.type('application/json').header('cache-control', 'no-store').send(JSON.stringify(outcome.value))
      },
    })
  }
  handleErrors(app)
}

/** What goes wrong before a call is reached is a problem document too. */
function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    return sendProblem(reply, status, { code: status < 500 ? 'invalid' : 'internal', message: error.message })
  })
}
