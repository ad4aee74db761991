import { useMemo } from 'react'
import type { DemandAhead, DemandAheadStep } from '../../../domain/peak-alerts/peak-alert.ts'
import { NOW_LINE_STEP_MS } from '../../empty/no-forecast.tsx'
import { NoTariff } from '../../empty/no-tariff.tsx'
import { formatTime } from '../../format/times.ts'
import { useEngine } from '../../page/page-context.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { describePeak, findLikelyPeaks } from '../likely-peaks.ts'
import { DemandAheadChart } from './demand-ahead-chart.tsx'
import './demand-ahead-panel.css'

/** The day ahead against what raises the bill. */
export function DemandAheadPanel() {
  const ahead = useEngine((state) => state.ahead)
  const standing = useEngine((state) => state.standing)
  return (
    <section className="panel ahead-panel" aria-labelledby="ahead-title">
      {ahead === null ? (
        <>
          <div className="panel-title">
            <h2 id="ahead-title">Day ahead</h2>
          </div>
          {standing === null ? <NoTariff /> : <p className="empty">Known with the first forecast of the next 24 h.</p>}
        </>
      ) : (
        <DemandAheadContent ahead={ahead} />
      )}
    </section>
  )
}

function DemandAheadContent({ ahead }: { readonly ahead: DemandAhead }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(NOW_LINE_STEP_MS)
  const peaks = useMemo(() => findLikelyPeaks(ahead, now), [ahead, now])
  const hasAlert = useEngine((state) => state.alerts.open.length > 0)
  const over = (ahead.steps.at(-1)?.end ?? 0) <= now
  return (
    <>
      <div className="panel-title">
        <h2 id="ahead-title">Day ahead</h2>
        <DemandAheadTitle ahead={ahead} peaks={peaks} over={over} now={now} zone={zone} />
      </div>
      <DemandAheadChart ahead={ahead} peaks={peaks} now={now} zone={zone} />
      {hasAlert || (peaks[0]?.chance ?? 0) < 0.5 ? null : (
        <p className="hint">
          No alert is raised for it: the month is likely to reach as much in any case, or it stays below the target.
        </p>
      )}
      {peaks.length > 0 && <LikelyPeakList ahead={ahead} peaks={peaks} now={now} zone={zone} />}
    </>
  )
}

interface LikelyPeaksProps {
  readonly ahead: DemandAhead
  readonly peaks: readonly DemandAheadStep[]
  readonly now: number
  readonly zone: string
}

function DemandAheadTitle({ ahead, peaks, over, now, zone }: LikelyPeaksProps & { readonly over: boolean }) {
  const [likeliest] = peaks
  const madeText = `forecast of ${formatTime(ahead.madeAt, zone, 'time')}`
  if (over) return <span>the last forecast is over; the next one comes with the plant’s next values</span>
  if (likeliest === undefined) return <span>{`no new peak expected in 24 h · ${madeText}`}</span>
  const { chance, day, span } = describePeak(likeliest, ahead, now, zone)
  return (
    <>
      <span className="expected">
        <strong>{chance}</strong> {`chance of a new peak ${day} ${span}`}
      </span>
      <span>{madeText}</span>
    </>
  )
}

function LikelyPeakList({ ahead, peaks, now, zone }: LikelyPeaksProps) {
  return (
    <ol className="likely-peaks" aria-label="Likely peaks">
      {peaks.map((step) => {
        const { day, span, demand, band, chance, cost } = describePeak(step, ahead, now, zone)
        return (
          <li key={step.start}>
            <span>{`${day} ${span}`}</span>
            <span>
              <strong>{demand}</strong> ({band})
            </span>
            <strong>{chance}</strong>
            <strong>{cost}</strong>
          </li>
        )
      })}
    </ol>
  )
}
