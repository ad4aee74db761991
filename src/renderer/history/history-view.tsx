import { useMemo } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { Quantiles } from '../../domain/forecast/forecast.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { formatHistoryAddress, type HistoryAddress, parseHistoryAddress, shownSpan } from './history-address.ts'
import { HistoryControls } from './history-controls.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { createHistorySteps, historyGapMs, indexExpectedByStart } from './history-rows.ts'
import { useHistory, usePastForecasts } from './use-history.ts'
import './history.css'

const NO_FORECASTS: ReadonlyMap<number, Quantiles> = new Map()

export default function HistoryView() {
  const search = useSearch()
  const [, navigate] = useLocation()
  const address = useMemo(() => parseHistoryAddress(search), [search])
  const change = (changes: Partial<HistoryAddress>) =>
    navigate(formatHistoryAddress({ ...address, ...changes }), { replace: true })
  const known = useEngine((state) => state.epoch > 0)
  return (
    <div className="history">
      <HistoryControls address={address} change={change} />
      {known ? (
        <ShownHistory address={address} change={change} />
      ) : (
        <section className="panel">
          <h2>History</h2>
          <p className="empty">Waiting for the engine…</p>
        </section>
      )}
    </div>
  )
}

interface ShownHistoryProps {
  readonly address: HistoryAddress
  readonly change: (changes: Partial<HistoryAddress>) => void
}

function ShownHistory({ address, change }: ShownHistoryProps) {
  // The end of «the last 24 h»: the minute that runs is shown.
  const now = usePlantTime(MINUTE) + MINUTE
  const span = useMemo(() => shownSpan(address, now), [address, now])
  const tag = useEngine((state) => state.tags.find(({ id }) => id === address.tag))
  const lead = tag?.role === 'load' ? address.ahead : null
  const history = useHistory(address.tag, span)
  const forecasts = usePastForecasts(span, address.horizon, lead)
  const expected = useMemo(
    () => (lead !== null && forecasts.value !== null ? indexExpectedByStart(forecasts.value) : NO_FORECASTS),
    [forecasts.value, lead],
  )
  const steps = useMemo(
    () => (history.value === null ? [] : createHistorySteps(history.value, expected)),
    [history.value, expected],
  )
  const resolutionMs = history.value?.resolutionMs ?? 0
  return (
    <HistoryPanel
      address={address}
      tag={tag}
      span={span}
      now={now}
      steps={steps}
      resolutionMs={resolutionMs}
      breakMs={historyGapMs(resolutionMs, tag?.periodMs ?? 1_000)}
      pending={history.pending}
      failure={history.failure || forecasts.failure}
      change={change}
    />
  )
}
