import type { Horizon } from '../../../domain/forecast/forecast.ts'
import { DAY } from '../../../domain/time/time.ts'

/** Where the server listens that `npm run serve` starts: for a page that no server sent. */
const DEFAULT_SERVER = 'http://127.0.0.1:8420'

/** The address of the API for a page of `origin`. */
export function chooseApiOrigin(origin: string): string {
  return origin.startsWith('http') ? origin : DEFAULT_SERVER
}

/** The API's calls for a data engineer, as commands. `end` is the end of the newest window. */
export function formatCurlCommands(origin: string, horizon: Horizon, end: number): string {
  const span = `from=${new Date(end - DAY).toISOString()}&to=${new Date(end).toISOString()}`
  return [
    `curl '${origin}/predict' -H 'content-type: application/json' -d @window.json`,
    `curl '${origin}/api/v1/models'`,
    `curl '${origin}/api/v1/forecasts?${span}&horizon=${horizon}'`,
    `curl '${origin}/api/v1/forecasts/skill'`,
  ].join('\n')
}
