import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import { Segmented } from '../form/segmented.tsx'
import { useEngine } from '../page/page-context.ts'
import { AlertList } from '../peak-alerts/alert-list.tsx'
import { type AlarmPart, type AlarmsAddress, formatAlarmsAddress, parseAlarmsAddress } from './alarms-address.ts'
import { AlarmList } from './list/alarm-list.tsx'
import { MetricsPanel } from './metrics/metrics-panel.tsx'
import { AlarmSettings } from './settings/alarm-settings.tsx'
import { SignalSettings } from './settings/signal-settings.tsx'
import { ShelvedAndSuppressed } from './shelved-and-suppressed.tsx'
import { TrailPanel } from './trail/trail-panel.tsx'
import './alarms-view.css'

const PART_OPTIONS: readonly { readonly value: AlarmPart; readonly text: string }[] = [
  { value: 'now', text: 'Now' },
  { value: 'trail', text: 'Audit trail' },
  { value: 'figures', text: 'Figures' },
  { value: 'settings', text: 'Settings' },
]

/** What needs the operator now, and apart from it what is forecast. */
export default function AlarmsView() {
  const search = useSearch()
  const [, navigate] = useLocation()
  const address = useMemo(() => parseAlarmsAddress(search), [search])
  const known = useEngine(({ epoch }) => epoch > 0)
  const change = (changes: Partial<AlarmsAddress>) =>
    navigate(formatAlarmsAddress({ ...address, ...changes }), { replace: true })
  return (
    <div className="alarms-view">
      <div className="alarms-head">
        <h2>Alerts and alarms</h2>
        <Segmented label="Show" options={PART_OPTIONS} chosen={address.part} onChoose={(part) => change({ part })} />
      </div>
      {known ? (
        <AlarmsPart address={address} change={change} />
      ) : (
        <p className="empty">Alarms come from the engine; waiting for it.</p>
      )}
    </div>
  )
}

interface AlarmsPartProps {
  readonly address: AlarmsAddress
  readonly change: (changes: Partial<AlarmsAddress>) => void
}

function AlarmsPart({ address, change }: AlarmsPartProps) {
  switch (address.part) {
    case 'now':
      return (
        <div className="alarms-now">
          <div className="alarms-column">
            <AlarmList />
            <ShelvedAndSuppressed />
          </div>
          <AlertList />
        </div>
      )
    case 'trail':
      return <TrailPanel span={address.span} onSpan={(span) => change({ span })} />
    case 'figures':
      return <MetricsPanel />
    case 'settings':
      return (
        <>
          <SignalSettings />
          <AlarmSettings />
        </>
      )
  }
}
