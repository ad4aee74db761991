import { type Forecast, HORIZON_STEPS } from '../../../domain/forecast/forecast.ts'
import type { Database } from '../sqlite.ts'
import { encodeAbout, encodeSteps } from './forecast-codec.ts'

/** A forecast of the next hour as the first version kept it. */
interface OldForecast extends Omit<Forecast, 'horizon' | 'steps' | 'method'> {
  readonly method: 'lstm' | 'naive'
  readonly steps: readonly Omit<Forecast['steps'][number], 'modelKw'>[]
}

interface OldRow {
  readonly source: number
  readonly window_end: number
  readonly made_at: number
  readonly body: string
}

/**
 * Moves forecasts of the first version, JSON of the next hour, to the table of now. The model's own forecast was not
 * kept where a naive one was shown, nor the band before it was stretched: these stay unknown.
 */
export function migrateOldForecasts(db: Database): void {
  const put = db.prepare<[number, number, number, string | null, string, Buffer]>(`
    INSERT INTO kept_forecast (source, horizon, window_end, hindsight, made_at, model, stood_in, about, steps)
    VALUES (?, 'nextHour', ?, 0, ?, ?, 0, ?, ?)`)
  const old = db.prepare<[], OldRow>('SELECT source, window_end, made_at, body FROM forecast').all()
  for (const { source, window_end, made_at, body } of old) {
    const { method, steps, ...rest }: OldForecast = JSON.parse(body)
    const forecast: Forecast = {
      ...rest,
      horizon: 'nextHour',
      method: method === 'lstm' ? 'model' : 'naive',
      steps: steps.slice(0, HORIZON_STEPS.nextHour).map((step) => ({ ...step, modelKw: null })),
    }
    put.run(source, window_end, made_at, forecast.model, encodeAbout(forecast), encodeSteps(forecast.steps))
  }
  db.exec('DROP TABLE forecast')
}
