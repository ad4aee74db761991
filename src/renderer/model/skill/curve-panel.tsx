import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { formatPercent } from '../../../domain/format/percent.ts'
import { formatKw } from '../../../domain/format/power.ts'
import { type Interval, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { Segmented } from '../../form/segmented.tsx'
import { formatLead, LEAD_STEPS } from '../../format/horizon-text.ts'
import { formatLongSpan, formatMoment } from '../../format/times.ts'
import { formatHistoryAddress as historyAddress } from '../../history/history-address.ts'
import { createHistorySteps, type HistoryStep, indexExpectedByStart } from '../../history/history-rows.ts'
import { useHistory, usePastForecasts } from '../../history/use-history.ts'
import { useEngine } from '../../page/page-context.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { CURVE_SPANS, type CurveSpan, type ModelAddress } from '../model-address.ts'
import { CurveChart } from './curve-chart.tsx'
import { findNaiveStarts, summarizeCurve } from './curve-rows.ts'
import './skill.css'

const SPAN_OPTIONS = [
  { value: '1d', text: '1 d' },
  { value: '3d', text: '3 d' },
  { value: '7d', text: '7 d' },
] as const satisfies readonly { value: CurveSpan; text: string }[]

interface CurvePanelProps {
  readonly address: ModelAddress
  readonly change: (changes: Partial<ModelAddress>) => void
}

/** The forecasts of the last days at one lead, against the measured load. */
export function CurvePanel({ address, change }: CurvePanelProps) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id ?? '')
  const end = usePlantTime(QUARTER_HOUR)
  const span = useMemo(() => ({ start: end - CURVE_SPANS[address.span], end }), [end, address.span])
  const { steps, naive, isHourly, pending, failure } = useCurveSteps(tag, span, address.horizon, address.lead)
  const [cursor, setCursor] = useState<number | null>(null)
  const summary = useMemo(() => summarizeCurve(steps), [steps])
  const step = cursor === null ? undefined : steps[Math.min(cursor, steps.length - 1)]
  return (
    <section className="panel curve-panel" aria-labelledby="curve-title" aria-busy={pending}>
      <div className="panel-title">
        <h2 id="curve-title">Against what came</h2>
        {summary !== null && (
          <>
            <span className="expected">
              <strong>{formatPercent(summary.inside)}</strong> in P10–P90
            </span>
            <span className="beside">{`80 % is right · worst ${formatDeviation(summary.furthest, zone)}`}</span>
          </>
        )}
      </div>
      <div className="toolbar">
        <p className="readout">{step === undefined ? formatLongSpan(span, zone) : describeCurveStep(step, zone)}</p>
        <CurveTools address={address} change={change} tag={tag} span={span} />
      </div>
      {failure !== '' && <p className="reason">{failure}</p>}
      {summary === null ? (
        <p className="empty">
          {pending
            ? 'Reading…'
            : 'No forecast made so far ahead has come true in this time. Choose less ahead, or wait.'}
        </p>
      ) : (
        <CurveChart
          steps={steps}
          naive={naive}
          span={span}
          zone={zone}
          cursor={cursor}
          valueText={step === undefined ? 'no value' : describeCurveStep(step, zone)}
          onCursor={setCursor}
        />
      )}
      {isHourly && <p className="hint">{HOURLY_NOTE}</p>}
    </section>
  )
}

const HOURLY_NOTE = 'In hindsight one forecast an hour is made: what it says is up to 45 min less ahead.'

function useCurveSteps(tag: string, span: Interval, horizon: Horizon, lead: number) {
  const history = useHistory(tag, span, (span.end - span.start) / QUARTER_HOUR)
  const forecasts = usePastForecasts(span, horizon, lead)
  const { steps, naive } = useMemo(() => {
    const kept = forecasts.value ?? []
    const measured = history.value ?? { tag, resolutionMs: 0, points: [] }
    return { steps: createHistorySteps(measured, indexExpectedByStart(kept)), naive: findNaiveStarts(kept) }
  }, [history.value, forecasts.value, tag])
  const pending = history.pending || forecasts.pending
  const isHourly = horizon === 'nextDay' && forecasts.value?.some(({ hindsight }) => hindsight) === true
  return { steps, naive, isHourly, pending, failure: history.failure || forecasts.failure }
}

interface CurveToolsProps extends CurvePanelProps {
  readonly tag: string
  readonly span: Interval
}

function CurveTools({ address, change, tag, span }: CurveToolsProps) {
  const { horizon, lead } = address
  const historyHref = historyAddress({ tag, range: null, own: span, zoom: null, horizon, ahead: lead, table: false })
  return (
    <div className="tools">
      <select aria-label="Made ahead by" value={lead} onChange={({ target }) => change({ lead: Number(target.value) })}>
        {LEAD_STEPS[horizon].map((each) => (
          <option key={each} value={each}>
            {formatLead(each)}
          </option>
        ))}
      </select>
      <Segmented
        label="Time shown"
        options={SPAN_OPTIONS}
        chosen={address.span}
        onChoose={(next) => change({ span: next })}
      />
      <Link className="button" href={historyHref} title="The same in History: zoom, table, CSV">
        History
      </Link>
    </div>
  )
}

/** «+142 kW Tue 24 Nov 06:15» */
function formatDeviation({ start, offKw }: { readonly start: number; readonly offKw: number }, zone: string): string {
  return `${offKw > 0 ? '+' : ''}${formatKw(offKw)} kW ${formatMoment(start, zone)}`
}

function describeCurveStep({ start, mean, expected }: HistoryStep, zone: string): string {
  const measuredText = `${formatMoment(start, zone)} · ${formatKw(mean)} kW came`
  if (expected === null) return `${measuredText} · nothing was expected`
  return `${measuredText} · ${formatKw(expected.p50)} expected (${formatKw(expected.p10)}–${formatKw(expected.p90)})`
}
