import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { type Interval, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { Segmented } from '../../form/segmented.tsx'
import { LEADS, leadWords } from '../../format/horizon-text.ts'
import { formatKw, formatPercent } from '../../format/numbers.ts'
import { formatMoment } from '../../format/times.ts'
import { writeAddress as historyAddress } from '../../history/history-address.ts'
import { expectedBySteps, type HistoryStep, historySteps } from '../../history/history-rows.ts'
import { useHistory, usePastForecasts } from '../../history/use-history.ts'
import { useEngine } from '../../page/page-context.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { CURVE_SPANS, type CurveSpan, type ModelAddress } from '../model-address.ts'
import { CurveChart } from './curve-chart.tsx'
import { naiveStarts, summarizeCurve } from './curve-rows.ts'

const SPANS = [
  { value: '1d', text: '1 d' },
  { value: '3d', text: '3 d' },
  { value: '7d', text: '7 d' },
] as const satisfies readonly { value: CurveSpan; text: string }[]

interface CurvePanelProps {
  readonly address: ModelAddress
  readonly change: (changes: Partial<ModelAddress>) => void
}

/** The forecasts of the last days, so far ahead, against what came. */
export function CurvePanel({ address, change }: CurvePanelProps) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id ?? '')
  const end = usePlantTime(QUARTER_HOUR)
  const span = useMemo(() => ({ start: end - CURVE_SPANS[address.span], end }), [end, address.span])
  const { steps, naive, isHourly, pending, failure } = useCurve(tag, span, address.horizon, address.lead)
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
            <span className="beside">{`80 % is right · worst ${offWords(summary.furthest, zone)}`}</span>
          </>
        )}
      </div>
      <div className="toolbar">
        <p className="readout">{step === undefined ? spanText(span, zone) : stepText(step, zone)}</p>
        <Tools address={address} change={change} tag={tag} span={span} />
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
          valueText={step === undefined ? 'no value' : stepText(step, zone)}
          onCursor={setCursor}
        />
      )}
      {isHourly && <p className="hint">{HOURLY}</p>}
    </section>
  )
}

const HOURLY = 'In hindsight one forecast an hour is made: what it says is up to 45 min less ahead.'

function useCurve(tag: string, span: Interval, horizon: Horizon, lead: number) {
  const history = useHistory(tag, span, (span.end - span.start) / QUARTER_HOUR)
  const forecasts = usePastForecasts(span, horizon, lead)
  const { steps, naive } = useMemo(() => {
    const kept = forecasts.value ?? []
    const measured = history.value ?? { tag, resolutionMs: 0, points: [] }
    return { steps: historySteps(measured, expectedBySteps(kept)), naive: naiveStarts(kept) }
  }, [history.value, forecasts.value, tag])
  const pending = history.pending || forecasts.pending
  const isHourly = horizon === 'nextDay' && forecasts.value?.some(({ hindsight }) => hindsight) === true
  return { steps, naive, isHourly, pending, failure: history.failure || forecasts.failure }
}

interface ToolsProps extends CurvePanelProps {
  readonly tag: string
  readonly span: Interval
}

function Tools({ address, change, tag, span }: ToolsProps) {
  const { horizon, lead } = address
  const elsewhere = historyAddress({ tag, range: null, own: span, zoom: null, horizon, ahead: lead, table: false })
  return (
    <div className="tools">
      <select aria-label="Made ahead by" value={lead} onChange={({ target }) => change({ lead: Number(target.value) })}>
        {LEADS[horizon].map((each) => (
          <option key={each} value={each}>
            {leadWords(each)}
          </option>
        ))}
      </select>
      <Segmented label="Time shown" options={SPANS} chosen={address.span} onChoose={(next) => change({ span: next })} />
      <Link className="button" href={elsewhere} title="The same in History: zoom, table, CSV">
        History
      </Link>
    </div>
  )
}

/** «+142 kW Tue 24 Nov 06:15» */
function offWords({ start, offKw }: { readonly start: number; readonly offKw: number }, zone: string): string {
  return `${offKw > 0 ? '+' : ''}${formatKw(offKw)} kW ${formatMoment(start, zone)}`
}

const spanText = ({ start, end }: Interval, zone: string) => `${formatMoment(start, zone)} – ${formatMoment(end, zone)}`

function stepText({ start, mean, expected }: HistoryStep, zone: string): string {
  const came = `${formatMoment(start, zone)} · ${formatKw(mean)} kW came`
  if (expected === null) return `${came} · nothing was expected`
  return `${came} · ${formatKw(expected.p50)} expected (${formatKw(expected.p10)}–${formatKw(expected.p90)})`
}
