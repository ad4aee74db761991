import type { Inference } from '../../../contract/schemas/models.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'

const COLUMNS = ['Forecast', 'Answered', 'By', 'Runs', 'p50', 'p95', 'p99']

/** Latencies of the last runs, in ms. */
export function LatencyTable({ latencies }: { readonly latencies: Inference['latencies'] }) {
  if (latencies.length === 0) return <p className="hint">No forecast has been made since the start.</p>
  return (
    <table className="scores latencies">
      <thead>
        <tr>
          {COLUMNS.map((head) => (
            <th key={head} scope="col">
              {head}
              {head.startsWith('p') && <small> ms</small>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {latencies.map(({ horizon, cached, computedBy, count, p50, p95, p99 }) => (
          <tr key={`${horizon} ${cached} ${computedBy}`}>
            <th scope="row">{HORIZON_LABELS[horizon]}</th>
            <td>{cached ? 'from the cache' : 'computed'}</td>
            <td>{computedBy === 'none' ? 'naive rules' : computedBy}</td>
            <td>{formatNumber(count, 0)}</td>
            <td>{formatLatency(p50)}</td>
            <td>{formatLatency(p95)}</td>
            <td>{formatLatency(p99)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Three decimals below a tenth of a millisecond, two below ten, else one. */
function formatLatency(ms: number): string {
  return formatNumber(ms, ms < 0.1 ? 3 : ms < 10 ? 2 : 1)
}
