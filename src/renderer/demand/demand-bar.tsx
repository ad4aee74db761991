import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { formatKw } from '../../domain/format/power.ts'
import { createRoundScale } from '../chart/scale.ts'
import { formatTarget } from './running-text.ts'
import './demand-bar.css'

/**
 * The running interval against its target and the billed peak: what it is so far in grey, where it ends in blue.
 * `compact`: the billed peak is marked and not named.
 */
export function DemandBar({ demand, compact = false }: { readonly demand: RunningDemand; readonly compact?: boolean }) {
  const { meanKw, endsAtKw, targetKw, targetIs, billedPeakKw } = demand
  const max = createRoundScale(
    0,
    Math.max(meanKw ?? 0, endsAtKw ?? 0, targetKw ?? 0, billedPeakKw ?? 0, 1) * 1.1,
    5,
  ).max
  const toPercent = (kw: number) => Math.min(100, Math.max(0, (kw / max) * 100))
  const remainingKw = [meanKw ?? 0, endsAtKw ?? 0].sort((a, b) => a - b)
  return (
    <div className="demand-bar" role="img" aria-label={describeDemandBar(demand)}>
      <div className="demand-labels">
        {targetKw !== null && <BarLabel at={toPercent(targetKw)} text={formatTarget(demand)} />}
      </div>
      <div className="demand-track">
        {meanKw !== null && <div className="demand-so-far" style={{ width: `${toPercent(meanKw)}%` }} />}
        {meanKw !== null && endsAtKw !== null && (
          <>
            <div
              className="demand-to-come"
              style={{ left: `${toPercent(remainingKw[0] ?? 0)}%`, right: `${100 - toPercent(remainingKw[1] ?? 0)}%` }}
            />
            <div className="demand-end" style={{ left: `${toPercent(endsAtKw)}%` }} />
          </>
        )}
        {targetKw !== null && <div className="demand-target" style={{ left: `${toPercent(targetKw)}%` }} />}
        {billedPeakKw !== null && targetIs === 'setpoint' && (
          <div className="demand-billed" style={{ left: `${toPercent(billedPeakKw)}%` }} />
        )}
      </div>
      {!compact && (
        <div className="demand-labels">
          {billedPeakKw !== null && targetIs === 'setpoint' && (
            <BarLabel at={toPercent(billedPeakKw)} text={`billed peak ${formatKw(billedPeakKw)} kW`} />
          )}
        </div>
      )}
    </div>
  )
}

/** Beside its mark, on the side where there is more room. */
function BarLabel({ at, text }: { readonly at: number; readonly text: string }) {
  return <span style={at > 50 ? { right: `${100 - at}%` } : { left: `${at}%` }}>{text}</span>
}

function describeDemandBar(demand: RunningDemand): string {
  const { meanKw, endsAtKw, targetIs, billedPeakKw } = demand
  const parts = [
    meanKw === null ? '' : `${formatKw(meanKw)} kW so far`,
    endsAtKw === null ? '' : `expected to end at ${formatKw(endsAtKw)} kW`,
    formatTarget(demand),
    billedPeakKw === null || targetIs !== 'setpoint' ? '' : `billed peak ${formatKw(billedPeakKw)} kW`,
  ]
  return parts.filter((part) => part !== '').join(', ') || 'Nothing is known of this interval yet'
}
