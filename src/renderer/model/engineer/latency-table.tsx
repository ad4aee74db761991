import type { Inference } from '../../../contract/schemas/models.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { HORIZON_LABELS } from '../../format/horizon-text.ts'
import { type Column, DataTable } from '../../table/data-table.tsx'

type Latency = Inference['latencies'][number]

const COLUMNS: readonly Column<Latency>[] = [
  { kind: 'name', head: 'Forecast', cell: ({ horizon }) => HORIZON_LABELS[horizon] },
  { kind: 'text', head: 'Answered', cell: ({ cached }) => (cached ? 'from the cache' : 'computed') },
  { kind: 'text', head: 'By', cell: ({ computedBy }) => (computedBy === 'none' ? 'naive rules' : computedBy) },
  { kind: 'number', head: 'Runs', cell: ({ count }) => formatNumber(count, 0) },
  { kind: 'number', head: 'p50', unit: 'ms', cell: ({ p50 }) => formatLatency(p50) },
  { kind: 'number', head: 'p95', unit: 'ms', cell: ({ p95 }) => formatLatency(p95) },
  { kind: 'number', head: 'p99', unit: 'ms', cell: ({ p99 }) => formatLatency(p99) },
]

/** Latencies of the last runs, in ms. */
export function LatencyTable({ latencies }: { readonly latencies: Inference['latencies'] }) {
  return (
    <DataTable
      className="latencies"
      caption="How long the last forecasts took"
      columns={COLUMNS}
      rows={latencies}
      rowKey={({ horizon, cached, computedBy }) => `${horizon} ${cached} ${computedBy}`}
      empty="No forecast has been made since the start."
    />
  )
}

/** Three decimals below a tenth of a millisecond, two below ten, else one. */
function formatLatency(ms: number): string {
  return formatNumber(ms, ms < 0.1 ? 3 : ms < 10 ? 2 : 1)
}
