import { DemandPanel } from './demand-panel.tsx'
import { GridPanel } from './grid-panel.tsx'
import { LoadPanel } from './load-panel.tsx'
import { NextDayPanel } from './next-day/next-day-panel.tsx'
import { NextHourPanel } from './next-hour/next-hour-panel.tsx'
import { NowPanel } from './now-panel.tsx'
import './live.css'

export function LiveView() {
  return (
    <div className="live">
      <LoadPanel />
      <div className="live-side">
        <DemandPanel />
        <NowPanel />
        <GridPanel />
      </div>
      <NextHourPanel />
      <NextDayPanel />
    </div>
  )
}
