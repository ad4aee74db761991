import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR } from '../../../domain/time/time.ts'
import { useMediaQuery, WALL_SCREEN } from '../../chart/use-media-query.ts'
import { NOW_LINE_STEP_MS, NoForecast } from '../../empty/no-forecast.tsx'
import { describeNextHour, type ForecastText } from '../../format/forecast-text.ts'
import { useEngine } from '../../page/page-context.ts'
import { usePlantTime } from '../../page/use-plant-time.ts'
import { NextHourChart } from './next-hour-chart.tsx'

export function NextHourPanel() {
  const forecast = useEngine((state) => state.forecasts.nextHour)
  return (
    <section className="panel next-hour-panel" aria-labelledby="next-hour-title">
      {forecast === null ? (
        <NoForecast titleId="next-hour-title" title="Next hour" />
      ) : (
        <NextHourForecast forecast={forecast} />
      )}
    </section>
  )
}

function NextHourForecast({ forecast }: { readonly forecast: Forecast }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const wall = useMediaQuery(WALL_SCREEN)
  const now = usePlantTime(NOW_LINE_STEP_MS)
  const text = describeNextHour(forecast, now, zone)
  const pastMs = wall ? 2 * DAY : DAY
  return (
    <>
      <div className="panel-title">
        <h2 id="next-hour-title">Next hour</h2>
        {text === null ? (
          <span>the last forecast is over; the next one comes with the plant’s next values</span>
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
      <NextHourChart
        forecast={forecast}
        now={now}
        pastMs={pastMs}
        zone={zone}
        summary={describeNextHourChart(text, pastMs)}
      />
    </>
  )
}

function describeNextHourChart(text: ForecastText | null, pastMs: number): string {
  const past = `Load of the last ${pastMs / HOUR} h and its forecast for the next hour`
  return text === null ? past : `${past}: at most ${text.figure} expected ${text.when} ${text.beside}`
}
