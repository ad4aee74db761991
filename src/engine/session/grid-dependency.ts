import type { Site } from '../../contract/settings.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { computeGridDependency, type GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { TagRole } from '../../domain/telemetry/tag.ts'
import { MINUTE, QUARTER_HOUR, SECOND } from '../../domain/time/time.ts'
import type { PlantContext } from '../context/plant-context.ts'
import { every } from '../runtime/clock.ts'

const READ_EVERY = 5 * SECOND

/** Keeps up to date how much the plant depends on the grid, now and in the next hour, and publishes it. */
export interface GridDependencyMonitor {
  /** Null while the load is not known. */
  latest(): GridDependency | null
  /** The next hour was forecast. */
  onForecast(): void
  close(): void
}

/** Starts. @param latestForecast The newest forecast of the next hour; null where there is none. */
export function openGridDependencyMonitor(
  context: PlantContext,
  latestForecast: () => Forecast | null,
): GridDependencyMonitor {
  const { clock, publish, flushSamples, onFailure } = context
  let latest: GridDependency | null = null
  const refresh = async () => {
    const { site } = context.settings()
    await flushSamples()
    const before = latest
    latest = await readGridDependency(context, site, latestForecast())
    if (latest !== null || before !== null) publish({ kind: 'outlook', outlook: latest })
  }
  const refreshInBackground = () => {
    refresh().catch((error: unknown) => onFailure('The outlook on the grid', error))
  }
  const cancel = every(clock, READ_EVERY, refreshInBackground)
  return { latest: () => latest, onForecast: refreshInBackground, close: cancel }
}

/**
 * Grid dependency now, from the last minute's samples (or the last quarter-hour's, where there are none), and at the
 * forecast's steps that are not over. Null while the load is not known.
 */
async function readGridDependency(
  { store, source, tags, plantTime }: PlantContext,
  site: Site,
  forecast: Forecast | null,
): Promise<GridDependency | null> {
  const now = plantTime()
  const known = tags()
  const meanOf = async (role: TagRole, length: number) => {
    const tag = known.find((each) => each.role === role)
    return tag === undefined ? null : store.mean(source.id, tag.id, { start: now - length, end: now })
  }
  // A recording that plays fast, or a slow meter, has no sample in its last minute.
  const newest = async (role: TagRole) => (await meanOf(role, MINUTE)) ?? meanOf(role, QUARTER_HOUR)
  const [loadKw, solarKw, solarRecentKw] = await Promise.all([
    newest('load'),
    newest('solar'),
    meanOf('solar', QUARTER_HOUR),
  ])
  if (loadKw === null) return null
  const steps = (forecast?.steps ?? []).filter((step) => step.end > now)
  return computeGridDependency({ now, loadKw, solarKw, solarRecentKw, site, steps })
}
