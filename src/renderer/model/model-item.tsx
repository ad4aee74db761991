import { useId, useState } from 'react'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import { useEngine } from '../page/page-context.ts'
import { buildCardRows, describeHoldout, describeOrigin } from './model-text.ts'

interface ModelItemProps {
  readonly entry: ModelEntry
  readonly busy: boolean
  readonly onUse: () => void
  readonly onExport: () => void
  readonly onRemove: () => void
}

/** A model: what it is, how it did, whether it may be taken, and what can be done with it. */
export function ModelItem({ entry, busy, onUse, onExport, onRemove }: ModelItemProps) {
  const { id, inUse, previous, verdict, origin, card } = entry
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const reasonId = useId()
  return (
    <li className={inUse ? 'model is-in-use' : 'model'} tabIndex={-1} data-model={id}>
      <div className="model-name">
        <h3>{id}</h3>
        {inUse && <span className="mark">in use</span>}
        {previous && <span className="mark">was in use before</span>}
      </div>
      <p className="hint">{describeOrigin(entry, zone)}</p>
      <p>{`Holdout: ${describeHoldout(card.holdout)}`}</p>
      {verdict !== null && (
        <p className="hint" id={reasonId}>
          {verdict.reason}
        </p>
      )}
      <div className="actions">
        {verdict !== null && (
          <button type="button" disabled={busy || !verdict.canBeTaken} aria-describedby={reasonId} onClick={onUse}>
            {previous ? 'Go back to this one' : 'Use this one'}
            <span className="visually-hidden">{`: ${id}`}</span>
          </button>
        )}
        <button type="button" disabled={busy} onClick={onExport}>
          Export<span className="visually-hidden">{` ${id}`}</span>
        </button>
        {!inUse && origin !== 'shipped' && <RemoveButton id={id} busy={busy} onRemove={onRemove} />}
        <details>
          <summary>
            Card<span className="visually-hidden">{` of ${id}`}</span>
          </summary>
          <dl className="card">
            {buildCardRows(card, zone).map(([term, text]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </li>
  )
}

/** Confirmed once more, as removing can't be undone. */
function RemoveButton({ id, busy, onRemove }: Pick<ModelItemProps, 'busy' | 'onRemove'> & { readonly id: string }) {
  const [asking, setAsking] = useState(false)
  if (!asking)
    return (
      <button type="button" disabled={busy} onClick={() => setAsking(true)}>
        Remove<span className="visually-hidden">{` ${id}`}</span>
      </button>
    )
  return (
    <>
      <button type="button" disabled={busy} onClick={onRemove}>
        Remove for good
      </button>
      <button type="button" onClick={() => setAsking(false)}>
        Keep
      </button>
    </>
  )
}
