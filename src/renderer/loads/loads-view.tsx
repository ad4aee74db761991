import { DraftForm } from '../form/draft-form.tsx'
import { loadsDraft } from '../form/draft-store.ts'
import { useEngine } from '../page/page-context.ts'
import { LoadsPanel } from './loads-panel.tsx'
import { PlannedPanel } from './planned-panel.tsx'
import { TargetPanel } from './target-panel.tsx'
import './loads.css'

/** The plant's target, what it can shed at a peak, and what is planned. */
export default function LoadsView() {
  const saved = useEngine((state) => state.settings)
  if (saved === null) return <p className="empty">The loads come from the engine; waiting for it.</p>
  return (
    <div className="form-view loads">
      <DraftForm saved={saved} store={loadsDraft} label="Loads" askFor={describeMissingTime}>
        <TargetPanel />
        <LoadsPanel />
        <PlannedPanel />
      </DraftForm>
    </div>
  )
}

const describeMissingTime = (field: string) =>
  /^planned\.\d+\.(from|to)$/.test(field) ? 'Enter a date and a time.' : null
