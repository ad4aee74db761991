import type { Forecast } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR } from '../../../domain/time/time.ts'
import { useMedia, WALL } from '../../chart/use-media.ts'
import { NoForecast, STILL } from '../../empty/no-forecast.tsx'
import { type ForecastWords, nextHourWords } from '../../format/forecast-text.ts'
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
        <Expected forecast={forecast} />
      )}
    </section>
  )
}

function Expected({ forecast }: { readonly forecast: Forecast }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const wall = useMedia(WALL)
  const now = usePlantTime(STILL)
  const words = nextHourWords(forecast, now, zone)
  const pastMs = wall ? 2 * DAY : DAY
  return (
    <>
      <div className="panel-title">
        <h2 id="next-hour-title">Next hour</h2>
        {words === null ? (
          <span>the last forecast is over; the next one comes with the plant’s next values</span>
        ) : (
          <>
            <span className="expected">
              <strong>{words.figure}</strong> {words.when}
            </span>
            <span className="beside">{words.beside}</span>
          </>
        )}
      </div>
      {words !== null && words.reason !== '' && <p className="reason">{words.reason}</p>}
      <NextHourChart forecast={forecast} now={now} pastMs={pastMs} zone={zone} summary={summaryOf(words, pastMs)} />
    </>
  )
}

function summaryOf(words: ForecastWords | null, pastMs: number): string {
  const past = `Load of the last ${pastMs / HOUR} h and its forecast for the next hour`
  return words === null ? past : `${past}: at most ${words.figure} expected ${words.when} ${words.beside}`
}
