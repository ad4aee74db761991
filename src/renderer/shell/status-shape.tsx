import type { ConnectionText } from './connection-text.ts'

/** A shape for each state of the connection, so that it reads without colour. */
const SHAPES: Record<ConnectionText['shape'], React.ReactNode> = {
  live: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  connecting: (
    <>
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor" />
    </>
  ),
  stale: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="2.5 2.5" />,
  waiting: (
    <g fill="none" stroke="currentColor" strokeWidth="2">
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.5h3" />
    </g>
  ),
  idle: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="2" />,
  stopped: <rect x="3" y="3" width="10" height="10" fill="currentColor" />,
}

export function StatusShape({ shape }: { readonly shape: ConnectionText['shape'] }) {
  return (
    <svg className="status-shape" viewBox="0 0 16 16" aria-hidden="true" data-shape={shape}>
      {SHAPES[shape]}
    </svg>
  )
}
