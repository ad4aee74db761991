import type { ReactNode } from 'react'
import type { Tariff } from '../../domain/tariff/tariff.ts'

interface BeginPanelProps {
  /** EcoPulse's sample, where it is used while no tariff is entered; null where it isn't. */
  readonly sample: Tariff | null
  readonly onUse: (tariff: Tariff) => void
  readonly onEnter: () => void
  readonly importButton: ReactNode
}

/** Where no tariff is entered: what is shown instead, and the ways to begin. */
export function BeginPanel({ sample, onUse, onEnter, importButton }: BeginPanelProps) {
  return (
    <section className="panel begin-panel" aria-labelledby="tariff-begin">
      <h2 id="tariff-begin" data-field="tariff" tabIndex={-1}>
        {sample === null ? 'No tariff yet' : `A sample: ${sample.name}`}
      </h2>
      <p>
        {sample === null
          ? 'Without a tariff EcoPulse knows neither which demand is billed nor what it costs: it forecasts, and warns of nothing. Enter what the utility’s bill says, or import it.'
          : 'The simulated plant is billed by a tariff that is made up. Enter your own, import it, or use the sample as a start.'}
      </p>
      <div className="actions">
        {sample !== null && (
          <button type="button" className="primary" onClick={() => onUse(sample)}>
            Use it as a start
          </button>
        )}
        <button type="button" className={sample === null ? 'primary' : ''} onClick={onEnter}>
          Enter a tariff
        </button>
        {importButton}
      </div>
      <p className="hint">
        A file is JSON as EcoPulse exports it, or a CSV with a line for each charge. It can also be dropped anywhere on
        the window.
      </p>
    </section>
  )
}
