import { useMemo } from 'react'
import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { DAY, QUARTER_HOUR } from '../../../domain/time/time.ts'
import { NOW_LINE_STEP_MS, NoForecast } from '../../empty/no-forecast.tsx'
import { describeNextDay, type ForecastText, findHighestStep } from '../../format/forecast-text.ts'
import { useEngine } from '../../page/page-context.ts'
import { useAnswer } from '../../page/use-answer.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { NextDayChart } from './next-day-chart.tsx'
import { buildNextDayRows, findHighestMean } from './next-day-rows.ts'

const EMPTY_HISTORY = { resolutionMs: 0, points: [] }

/** The highest quarter-hour of the next 24 h, beside the last 24 h. */
export function NextDayPanel() {
  const forecast = useEngine((state) => state.forecasts.nextDay)
  return (
    <section className="panel next-day-panel" aria-labelledby="next-day-title">
      {forecast === null ? (
        <NoForecast titleId="next-day-title" title="Next 24 h" />
      ) : (
        <NextDayForecast forecast={forecast} />
      )}
    </section>
  )
}

function NextDayForecast({ forecast }: { readonly forecast: Forecast }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const now = usePlantTime(NOW_LINE_STEP_MS)
  const { before, failure } = useLastDay(forecast.windowEnd)
  const rows = useMemo(() => buildNextDayRows(forecast, before), [forecast, before])
  const text = describeNextDay(forecast, findHighestMean(before), now, zone)
  return (
    <>
      <div className="panel-title">
        <h2 id="next-day-title">Next 24 h</h2>
        {text === null ? (
          <span>the last forecast is over</span>
        ) : (
          <>
            <span className="expected">
              <strong>{text.figure}</strong> {text.when}
            </span>
            <span className="beside">{text.beside}</span>
          </>
        )}
      </div>
      {text !== null && text.reason !== '' && <p className="reason">{text.reason}</p>}
      {failure !== '' && <p className="reason">{failure}</p>}
      <NextDayChart
        forecast={forecast}
        rows={rows}
        highest={findHighestStep(forecast, now)}
        now={now}
        zone={zone}
        summary={describeNextDayChart(text)}
      />
    </>
  )
}

/** The load of the 24 h before `windowEnd`, by quarter-hours. */
function useLastDay(windowEnd: number) {
  const tag = useEngine((state) => state.tags.find(({ role }) => role === 'load')?.id ?? '')
  const { value, failure } = useAnswer('history', tag === '' ? '' : `${tag} ${windowEnd}`, {
    tag,
    from: windowEnd - DAY,
    to: windowEnd,
    points: DAY / QUARTER_HOUR,
  })
  return { before: value ?? EMPTY_HISTORY, failure }
}

function describeNextDayChart(text: ForecastText | null): string {
  const subject = 'Load expected in the next 24 h, beside that of the last 24 h'
  return text === null ? subject : `${subject}: at most ${text.figure} ${text.when} ${text.beside}`
}
