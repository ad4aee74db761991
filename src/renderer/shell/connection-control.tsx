import { useState } from 'react'
import type { CallResult } from '../../contract/api.ts'
import type { Connection } from '../../domain/telemetry/connection.ts'
import { useClock, useEngine, usePage } from '../page/page-context.ts'
import { type ConnectionText, describeConnection } from './connection-text.ts'
import { StatusShape } from './status-shape.tsx'

/** One line of the connection's text; draws anew only when that line changes. */
function useConnectionText(key: keyof ConnectionText): string {
  const link = useEngine((state) => state.link)
  const connection = useEngine((state) => state.connection)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  return useClock((now) => describeConnection(link, connection, now, zone)[key])
}

/** How the plant is connected, and the buttons that change it. */
export function ConnectionControl() {
  const { transport } = usePage()
  const unreachable = useEngine((state) => state.link.kind !== 'open')
  const kind = useEngine((state) => state.connection.kind)
  const known = useEngine((state) => state.epoch > 0)
  const [failure, setFailure] = useState('')
  const ask = async (name: 'connect' | 'disconnect') => {
    const outcome: CallResult<Connection> = await transport.call(name, {})
    setFailure(outcome.ok ? '' : outcome.error.message)
  }
  return (
    <div className="connection">
      <ConnectionStatus />
      {failure !== '' && <span role="alert">{failure}</span>}
      {unreachable ? (
        <button type="button" onClick={() => transport.retryNow()}>
          Try now
        </button>
      ) : (
        <>
          {(kind === 'waiting' || kind === 'stale') && (
            <button type="button" onClick={() => ask('connect')}>
              {kind === 'waiting' ? 'Try now' : 'Reconnect'}
            </button>
          )}
          <button
            type="button"
            className="connect-button"
            disabled={!known}
            onClick={() => ask(wantsConnection(kind) ? 'disconnect' : 'connect')}
          >
            {wantsConnection(kind) || !known ? 'Disconnect' : 'Connect'}
          </button>
        </>
      )}
    </div>
  )
}

const wantsConnection = (kind: Connection['kind']) => kind !== 'idle' && kind !== 'stopped'

function ConnectionStatus() {
  const status = useConnectionText('status')
  const shape = useConnectionText('shape') as ConnectionText['shape']
  const announcement = useConnectionText('announcement')
  return (
    <>
      <span className="status">
        <StatusShape shape={shape} />
        <span className="status-text">{status}</span>
      </span>
      <span className="visually-hidden" role="status">
        {announcement}
      </span>
    </>
  )
}

/** The sentence on what to do, where there is something to do. */
export function ConnectionAdvice() {
  const advice = useConnectionText('advice')
  const known = useEngine((state) => state.epoch > 0 || state.link.kind === 'waiting')
  if (advice === '' || !known) return null
  return <p className="advice">{advice}</p>
}
