import type { FastifyReply } from 'fastify'
import type { CallError } from '../contract/api.ts'

const STATUS: Record<CallError['code'], number> = {
  invalid: 400,
  'not-found': 404,
  unavailable: 503,
  internal: 500,
}
const TITLE: Record<CallError['code'], string> = {
  invalid: 'The request is not what this call takes',
  'not-found': 'There is no such thing',
  unavailable: 'Not available yet',
  internal: 'EcoPulse failed',
}

/** The HTTP status of an error. */
export const statusOf = (error: CallError): number => STATUS[error.code]

/** Answers with a problem document (RFC 9457); `code` and `field` are extension members. */
export function sendProblem(reply: FastifyReply, status: number, error: CallError): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: TITLE[error.code],
        status,
        detail: error.message,
        instance: reply.request.url,
        code: error.code,
        ...(error.field === undefined ? {} : { field: error.field }),
      }),
    )
}
