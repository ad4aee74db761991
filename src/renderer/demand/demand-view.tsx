import { AlertPanels } from '../peak-alerts/alert-panel.tsx'
import { DemandAheadPanel } from '../peak-alerts/day-ahead/demand-ahead-panel.tsx'
import { PastAlertsPanel } from '../peak-alerts/past-alerts-panel.tsx'
import { BillPanel } from './bill-panel.tsx'
import { IntervalsPanel } from './intervals/intervals-panel.tsx'
import { MonthChargesPanel } from './month-charges-panel.tsx'
import { RunningPanel } from './running-panel.tsx'
import './demand.css'

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
