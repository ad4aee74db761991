import type { Forecast } from '../../domain/forecast.ts'
import { DAY, HOUR } from '../../domain/time.ts'
import { useMedia, WALL } from '../chart/use-media.ts'
import { plantTimeAt } from '../state/clock.ts'
import { useClock, useEngine } from '../state/engine-context.ts'
import { NextHourChart } from './next-hour-chart.tsx'
import { missingForForecast, nextHourWords } from './next-hour-words.ts'

/** Seconds that the «now» line stands still. */
const STILL = 10_000

export function NextHourPanel() {
  const forecast = useEngine((state) => state.forecast)
  return (
    <section className="panel next-hour-panel" aria-labelledby="next-hour-title">
      {forecast === null ? <NoForecast /> : <Expected forecast={forecast} />}
    </section>
  )
}

/** The plant's time, in steps of 10 s. */
function usePlantTime(): number {
  const plantTime = useEngine((state) => Math.floor(state.plantTime / STILL) * STILL)
  const runs = useEngine((state) => state.plantTimeRuns)
  return useClock((now) => Math.floor(plantTimeAt({ plantTime, plantTimeRuns: runs }, now) / STILL) * STILL)
}

function Expected({ forecast }: { readonly forecast: Forecast }) {
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const wall = useMedia(WALL)
  const now = usePlantTime()
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

function summaryOf(words: ReturnType<typeof nextHourWords>, pastMs: number): string {
  const past = `Load of the last ${pastMs / HOUR} h and its forecast for the next hour`
  return words === null ? past : `${past}: at most ${words.figure} expected ${words.when} ${words.beside}`
}

function NoForecast() {
  const known = useEngine((state) => state.engine !== null)
  const keptMs = useEngine(({ engine }) => {
    const { oldestAt = null, newestAt = null } = engine?.store ?? {}
    return oldestAt === null || newestAt === null ? null : newestAt - oldestAt
  })
  return (
    <>
      <div className="panel-title">
        <h2 id="next-hour-title">Next hour</h2>
        {known && <span>no forecast yet</span>}
      </div>
      <p className="empty">{known ? missingForForecast(keptMs) : 'Waiting for the engine…'}</p>
    </>
  )
}
