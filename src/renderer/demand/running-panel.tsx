import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { RunningDemand } from '../../domain/demand/demand-interval.ts'
import { formatKw } from '../../domain/format/power.ts'
import { SECOND } from '../../domain/time/time.ts'
import { formatCountdown, formatSpan } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { usePlantTime } from '../page/use-plant-time.ts'
import { DemandBar } from './demand-bar.tsx'
import { describeCoverage, describeVerdict, formatAllowance, formatTarget } from './running-text.ts'
import { useDemandAge } from './use-demand-age.ts'
import './running-panel.css'

/** The running interval: to be read across the room. */
export function RunningPanel() {
  const demand = useEngine((state) => state.demand)
  const known = useEngine((state) => state.epoch > 0)
  const age = useDemandAge()
  return (
    <section className={`panel running-panel${age === '' ? '' : ' is-old'}`} aria-labelledby="running-title">
      {demand === null ? (
        <>
          <div className="panel-title">
            <h2 id="running-title">Demand</h2>
          </div>
          <p className="empty">
            {known ? 'Known with the first minute of what the grid delivers.' : 'Waiting for the engine…'}
          </p>
        </>
      ) : (
        <RunningFigures demand={demand} age={age} />
      )}
    </section>
  )
}

function RunningFigures({ demand, age }: { readonly demand: RunningDemand; readonly age: string }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(SECOND)
  const verdict = describeVerdict(demand, zone)
  const coverage = describeCoverage(demand)
  const allowance = formatAllowance(demand)
  return (
    <>
      <div className="panel-title">
        <h2 id="running-title">{`Demand ${formatSpan(demand.start, demand.end, zone)}`}</h2>
        {coverage !== '' && <span className="coverage">{coverage}</span>}
        {age !== '' && <span className="age">{age}</span>}
        <TargetLink demand={demand} />
      </div>
      <dl className="running-figures">
        <NamedFigure name="expected at its end" className="ends-at">
          <KwFigure value={demand.endsAtKw} />
        </NamedFigure>
        <NamedFigure name={verdict === '' ? 'no target' : formatTarget(demand)} className="verdict">
          <strong>{verdict === '' ? '–' : verdict}</strong>
        </NamedFigure>
        <NamedFigure name="ends in" className="left">
          <strong>{formatCountdown(demand.end - now)}</strong>
        </NamedFigure>
        <NamedFigure name="mean so far">
          <KwFigure value={demand.meanKw} />
        </NamedFigure>
        <NamedFigure name="the rest may average">
          <strong>{allowance}</strong>
          {/\d/.test(allowance) && <span className="unit"> kW</span>}
        </NamedFigure>
        <NamedFigure name="in the last minute">
          <KwFigure value={demand.nowKw} />
        </NamedFigure>
      </dl>
      <DemandBar demand={demand} />
    </>
  )
}

function NamedFigure(props: { readonly name: string; readonly className?: string; readonly children: ReactNode }) {
  return (
    <div className={props.className}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function KwFigure({ value }: { readonly value: number | null }) {
  if (value === null) return <strong>–</strong>
  return (
    <>
      <strong>{formatKw(value)}</strong>
      <span className="unit"> kW</span>
    </>
  )
}

function TargetLink({ demand }: { readonly demand: RunningDemand }) {
  return (
    <Link className="target-link" href="/loads">
      {demand.targetIs === 'setpoint' ? 'Change the target' : 'Set a target'}
    </Link>
  )
}
