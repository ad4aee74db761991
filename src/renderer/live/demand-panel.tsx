import { useMemo } from 'react'
import { Link } from 'wouter'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { formatKw } from '../../domain/format/power.ts'
import { SECOND } from '../../domain/time/time.ts'
import { DemandBar } from '../demand/demand-bar.tsx'
import { describeCoverage, describeVerdict, formatAllowance } from '../demand/running-text.ts'
import { useDemandAge } from '../demand/use-demand-age.ts'
import { NOW_LINE_STEP_MS } from '../empty/no-forecast.tsx'
import { formatCountdown, formatSpan } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { describeNextPeak } from '../peak-alerts/likely-peaks.ts'

/** The running interval and the next likely peak at a glance. */
export function DemandPanel() {
  const demand = useEngine((state) => state.demand)
  const age = useDemandAge()
  return (
    <section className={`panel demand-panel${age === '' ? '' : ' is-old'}`} aria-labelledby="demand-title">
      {demand === null ? (
        <>
          <h2 id="demand-title">Demand</h2>
          <p className="empty">Known with the first minute of what the grid delivers.</p>
        </>
      ) : (
        <RunningSummary demand={demand} age={age} />
      )}
      <NextPeak />
    </section>
  )
}

function RunningSummary({ demand, age }: { readonly demand: RunningDemand; readonly age: string }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(SECOND)
  const allowance = formatAllowance(demand)
  const more = [
    demand.mayAverageKw === null ? '' : /\d/.test(allowance) ? `may average ${allowance}` : 'target can’t be kept',
    demand.billedPeakKw === null || demand.targetIs !== 'setpoint' ? '' : `billed ${formatKw(demand.billedPeakKw)}`,
    describeCoverage(demand),
  ]
  const verdict = describeVerdict(demand, zone)
  return (
    <>
      <div className="panel-title">
        <h2 id="demand-title">{`Demand ${formatSpan(demand.start, demand.end, zone)}`}</h2>
        <span>{age === '' ? `ends in ${formatCountdown(demand.end - now)}` : age}</span>
      </div>
      <p className="glance">
        <strong>{demand.endsAtKw === null ? '–' : formatKw(demand.endsAtKw)}</strong>
        {` kW${verdict === '' ? '' : ' · '}`}
        <b>{verdict}</b>
      </p>
      <DemandBar demand={demand} compact />
      <p className="beside">{more.filter((part) => part !== '').join(' · ')}</p>
    </>
  )
}

/** Of the first open alert, else of the likeliest interval of the day ahead. */
function NextPeak() {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const alert = useEngine((state) => state.alerts.open[0] ?? null)
  const ahead = useEngine((state) => state.ahead)
  const standing = useEngine((state) => state.standing)
  const now = usePlantTime(NOW_LINE_STEP_MS)
  const text = useMemo(() => describeNextPeak(alert, ahead, now, zone), [alert, ahead, now, zone])
  if (ahead === null && alert === null) {
    return (
      <p className="next-peak">{standing === null ? <TariffLink /> : 'The next peak: known with a forecast of 24 h'}</p>
    )
  }
  if (text === null) return <p className="next-peak">No new peak expected in 24 h</p>
  return (
    <p className="next-peak">
      <Link href="/demand">{text.title}</Link> <span>{text.when}</span> <strong>{text.figures}</strong>
    </p>
  )
}

function TariffLink() {
  const known = useEngine((state) => state.epoch > 0)
  const entered = useEngine((state) => state.settings !== null && state.settings.tariff !== null)
  if (!known || entered) return null
  return (
    <>
      <Link href="/tariff">Enter your tariff</Link> to see what a peak costs
    </>
  )
}
