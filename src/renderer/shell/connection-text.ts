import { formatDuration } from '../../domain/format/durations.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { formatTime } from '../format/times.ts'
import type { EngineLink } from '../transport/transport.ts'

/** How a state of the connection reads. */
export interface ConnectionText {
  /** Which shape is before it: states differ by shape, not by colour. */
  readonly shape: 'live' | 'connecting' | 'stale' | 'waiting' | 'idle' | 'stopped'
  /** For the header; short. */
  readonly status: string
  /** A sentence with what to do; empty where there is nothing to do. */
  readonly advice: string
  /** For a screen reader, when the state changes; without figures that run. */
  readonly announcement: string
}

/** `now` is the engine's clock. */
export function describeConnection(
  link: EngineLink,
  connection: Connection,
  now: number,
  zone: string,
): ConnectionText {
  if (link.kind === 'opening')
    return createConnectionText('connecting', 'Reaching the engine', '', 'Reaching the engine')
  if (link.kind === 'waiting') {
    const status = `Engine unreachable, trying again in ${formatTimeLeft(link.retryAt - now)}`
    const advice =
      'What is shown is what came last. Check that EcoPulse is running where this page came from; the page goes on by itself.'
    return createConnectionText('waiting', status, advice, 'Engine unreachable')
  }
  return describePlantConnection(connection, now, zone)
}

function describePlantConnection(connection: Connection, now: number, zone: string): ConnectionText {
  switch (connection.kind) {
    case 'idle':
      return createConnectionText(
        'idle',
        'Disconnected',
        'Nothing is read from the plant. Connect to go on.',
        'Disconnected',
      )
    case 'connecting': {
      const attempt = `attempt ${connection.attempt}`
      return createConnectionText('connecting', `Connecting · ${attempt}`, '', `Connecting, ${attempt}`)
    }
    case 'live':
      return createConnectionText(
        'live',
        `Live · ${formatDuration(Math.max(0, now - connection.lastDataAt))}`,
        '',
        'Live',
      )
    case 'stale': {
      const since = formatTime(connection.lastDataAt, zone, 'seconds')
      const advice = `The connection is open, but the plant has sent nothing since ${since}. Check its gateway; EcoPulse goes on as soon as data comes.`
      return createConnectionText('stale', `Stale since ${since}`, advice, `Stale: no data since ${since}`)
    }
    case 'waiting': {
      const status = `Next attempt in ${formatTimeLeft(connection.retryAt - now)} (attempt ${connection.attempt})`
      return createConnectionText(
        'waiting',
        status,
        endSentence(connection.reason),
        `Connection lost: ${connection.reason}`,
      )
    }
    case 'stopped': {
      const advice = `${endSentence(connection.reason)} EcoPulse does not try again by itself: mend it in Settings, or connect again.`
      return createConnectionText('stopped', 'Stopped', advice, `Stopped: ${connection.reason}`)
    }
  }
}

const createConnectionText = (
  shape: ConnectionText['shape'],
  status: string,
  advice: string,
  announcement: string,
) => ({
  shape,
  status,
  advice,
  announcement,
})

/** Whole seconds that are left, never below 0. */
function formatTimeLeft(ms: number): string {
  return formatDuration(Math.max(0, Math.ceil(ms / 1_000)) * 1_000, true)
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
