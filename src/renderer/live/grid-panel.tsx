import { formatPercent } from '../../domain/format/percent.ts'
import { formatKw } from '../../domain/format/power.ts'
import type { GridDependency, GridDependencyStep } from '../../domain/solar/grid-dependency.ts'
import { ROLE_TAGS } from '../../domain/telemetry/tag.ts'
import { formatSpan, formatTime } from '../format/times.ts'
import { useEngine } from '../page/page-context.ts'
import { useTagAge } from '../page/use-tag-age.ts'
import './grid-panel.css'

/** How much of the load the grid carries, now and in the next hour, coloured by how ample the sun is. */
export function GridPanel() {
  const outlook = useEngine((state) => state.outlook)
  const age = useTagAge(ROLE_TAGS.load.id)
  return (
    <section className={`panel grid-panel${age === '' ? '' : ' is-old'}`} aria-labelledby="grid-title">
      <div className="panel-title">
        <h2 id="grid-title">Grid dependency</h2>
        <span>{age === '' ? 'now, next hour' : `load ${age}`}</span>
      </div>
      {outlook === null ? (
        <p className="empty">Known with the first minute of load, and for the hour ahead with the first forecast.</p>
      ) : (
        <GridGauge outlook={outlook} />
      )}
    </section>
  )
}

function GridGauge({ outlook }: { readonly outlook: GridDependency }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  return (
    <>
      <ol className="gauge">
        <GaugeColumn step={outlook.now} label="now" />
        {outlook.steps.map((step) => (
          <GaugeColumn key={step.start} step={step} label={formatTime(step.start, zone, 'time')} />
        ))}
      </ol>
      <p className="sun-key">
        <span>sun: ample</span>
        <span className="sun-scale" aria-hidden="true" />
        <span>scarce</span>
        <span className="sun-words">{describeSun(outlook, zone)}</span>
      </p>
    </>
  )
}

function GaugeColumn({ step, label }: { readonly step: GridDependencyStep; readonly label: string }) {
  const share = Math.min(1, Math.max(0, step.gridShare))
  return (
    <li>
      <strong>{formatPercent(step.gridShare)}</strong>
      <div className="gauge-track" aria-hidden="true">
        <div style={{ height: `${share * 100}%`, background: sunColour(step.availability) }} />
      </div>
      <span>{label}</span>
      <span className="visually-hidden">{`solar ${formatKw(step.solarKw)} kW`}</span>
    </li>
  )
}

/** From scarce over the middle to ample, on the sun's own muted scale. */
function sunColour(availability: number): string {
  const share = Math.min(1, Math.max(0, availability))
  const [from, to, part] =
    share < 0.5 ? ['--sun-scarce', '--sun-middle', share * 2] : ['--sun-middle', '--sun-ample', share * 2 - 1]
  return `color-mix(in oklab, var(${to}) ${Math.round(part * 100)}%, var(${from}))`
}

/** The solar power as a text. */
function describeSun({ now, steps }: GridDependency, zone: string): string {
  const last = steps.at(-1)
  const nowKw = formatKw(now.solarKw)
  if (last === undefined) return `solar ${nowKw} kW now`
  if (now.solarKw < 0.5 && steps.every((step) => step.solarKw < 0.5)) return 'no solar in the next hour'
  return `solar ${nowKw} → ${formatKw(last.solarKw)} kW at ${formatSpan(last.start, last.end, zone)}`
}
