import { AheadPanel } from './ahead-panel.tsx'
import { AlertPanels } from './alert-panel.tsx'
import { BillPanel } from './bill-panel.tsx'
import { ChargesPanel } from './charges-panel.tsx'
import { IntervalsPanel } from './intervals-panel.tsx'
import { PastAlertsPanel } from './past-alerts-panel.tsx'
import { RunningPanel } from './running-panel.tsx'

export default function DemandView() {
  return (
    <div className="demand">
      <RunningPanel />
      <ChargesPanel />
      <AlertPanels />
      <AheadPanel />
      <IntervalsPanel />
      <BillPanel />
      <PastAlertsPanel />
    </div>
  )
}
