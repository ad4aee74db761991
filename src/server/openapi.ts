import { z } from 'zod'
import { calls } from '../contract/api.ts'

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    field: { type: 'string' },
  },
}

type JsonSchema = z.core.JSONSchema.BaseSchema

/** The OpenAPI 3.1 document of the contract. */
export function createOpenApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, { method, path, summary, input, output }] of Object.entries(calls)) {
    const given: JsonSchema = z.toJSONSchema(input as z.ZodType, { io: 'input', unrepresentable: 'any' })
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: {
        operationId: name,
        summary,
        ...(method === 'GET' ? { parameters: toParameters(given) } : { requestBody: toRequestBody(given) }),
        responses: {
          200: {
            description: 'The answer',
            content: {
              'application/json': { schema: z.toJSONSchema(output as z.ZodType, { unrepresentable: 'any' }) },
            },
          },
          default: {
            description: 'What went wrong (RFC 9457)',
            content: { 'application/problem+json': { schema: PROBLEM } },
          },
        },
      },
    }
  }
  return { openapi: '3.1.0', info: { title: 'EcoPulse', version }, paths }
}

function toParameters(schema: JsonSchema) {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }))
}

const toRequestBody = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } })
