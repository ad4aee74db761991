import type { Inference } from '../../../contract/schemas/models.ts'
import type { Percentiles } from '../../../contract/schemas/values.ts'
import { quantile } from '../../../domain/forecast/quantiles.ts'

const MAX_RUNS = 1000

/** The latencies of the last thousand runs. */
export class Latencies {
  readonly #ms = new Float64Array(MAX_RUNS)
  #count = 0

  /** Adds one run's time in ms. */
  add(ms: number): void {
    this.#ms[this.#count % MAX_RUNS] = ms
    this.#count += 1
  }

  /** Of the runs that are kept, in ms; `count` is how many these are. All 0 before the first run. */
  percentiles(): Percentiles {
    const count = Math.min(this.#count, MAX_RUNS)
    if (count === 0) return { count, p50: 0, p95: 0, p99: 0 }
    const sorted = this.#ms.slice(0, count).sort()
    return { count, p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) }
  }
}

type Row = Inference['latencies'][number]
/** The kinds of run that have latencies of their own. */
export type RunKind = Pick<Row, 'horizon' | 'cached' | 'computedBy'>

/** The latencies of each kind of run. */
export class LatencyRecorder {
  readonly #kinds = new Map<string, { readonly run: RunKind; readonly latencies: Latencies }>()

  /** Adds one run's time in ms. */
  add(run: RunKind, ms: number): void {
    const key = `${run.horizon} ${run.cached} ${run.computedBy}`
    const kind = this.#kinds.get(key) ?? { run, latencies: new Latencies() }
    this.#kinds.set(key, kind)
    kind.latencies.add(ms)
  }

  /** A row for each kind of run that there was. */
  list(): Row[] {
    return [...this.#kinds.values()].map(({ run, latencies }) => ({ ...run, ...latencies.percentiles() }))
  }
}
