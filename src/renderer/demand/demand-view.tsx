import { DemandAheadPanel } from '../peak-alerts/ahead-panel.tsx'
import { AlertPanels } from '../peak-alerts/alert-panel.tsx'
import { PastAlertsPanel } from '../peak-alerts/past-alerts-panel.tsx'
import { BillPanel } from './bill-panel.tsx'
import { MonthChargesPanel } from './charges-panel.tsx'
import { IntervalsPanel } from './intervals-panel.tsx'
import { RunningPanel } from './running-panel.tsx'

export default function DemandView() {
  return (
    <div className="demand">
      <RunningPanel />
      <MonthChargesPanel />
      <AlertPanels />
      <DemandAheadPanel />
      <IntervalsPanel />
      <BillPanel />
      <PastAlertsPanel />
    </div>
  )
}
