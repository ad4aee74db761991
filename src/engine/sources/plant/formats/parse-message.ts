import { isCanonical, parseCanonical } from './canonical.ts'
import { isOpcUa, parseOpcUa } from './opcua.ts'
import { excerptOf, type ParsedMessages } from './plant-message.ts'
import { isSenml, parseSenml } from './senml.ts'

const ACCEPTED = 'Expected {"ts": …, "values": {…}}, a SenML pack, or a message of OPC UA PubSub.'

/** Messages in one list that are read: more would keep everyone waiting. */
const MAX_ITEMS = 10_000

/**
 * Reads what a plant sent: the canonical format, one message or a list; SenML; or OPC UA PubSub in JSON. Never throws;
 * what can't be read is reported, and the rest of the same message is kept. `now` is epoch ms.
 */
export function parseMessage(text: string, now: number): ParsedMessages {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return refuseMessage(text.trim() === '' ? 'The message is empty.' : 'The message is not JSON.', text)
  }
  return parseJson(json, now)
}

function parseJson(json: unknown, now: number): ParsedMessages {
  if (Array.isArray(json) && isSenml(json)) return parseSenml(json, now)
  if (!Array.isArray(json)) return parseOne(json, now)
  if (json.length === 0) return refuseMessage('The list of messages is empty.', json)
  const parts = json.slice(0, MAX_ITEMS).map((item) => parseOne(item, now))
  if (json.length > MAX_ITEMS) {
    const reason = `${json.length - MAX_ITEMS} messages are in one list beyond the ${MAX_ITEMS} that are read.`
    parts.push(refuseMessage(reason, json[MAX_ITEMS]))
  }
  return {
    messages: parts.flatMap((part) => part.messages),
    unreadable: parts.flatMap((part) => part.unreadable),
  }
}

function parseOne(json: unknown, now: number): ParsedMessages {
  if (isCanonical(json)) return parseCanonical(json, now)
  if (isOpcUa(json)) return parseOpcUa(json, now)
  if (isSenml([json])) return parseSenml([json], now)
  return refuseMessage(`The format is not known. ${ACCEPTED}`, json)
}

function refuseMessage(reason: string, source: unknown): ParsedMessages {
  return { messages: [], unreadable: [{ reason, excerpt: excerptOf(source) }] }
}
