import type { Site } from '../../contract/settings.ts'
import type { Forecast } from '../../domain/forecast/forecast.ts'
import { computeGridDependency, type GridDependency } from '../../domain/solar/grid-dependency.ts'
import type { Tag, TagRole } from '../../domain/telemetry/tag.ts'
import { MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { StorePort } from '../store/store-port.ts'

/**
 * Grid dependency now, from the last minute's samples (or the last quarter-hour's, where there are none), and at the forecast's steps that are still to come. Null while
 * the load is not known.
 */
export async function readGridOutlook(
  store: Pick<StorePort, 'mean'>,
  source: string,
  tags: readonly Tag[],
  now: number,
  site: Site,
  forecast: Forecast | null,
): Promise<GridDependency | null> {
  const meanOf = async (role: TagRole, length: number) => {
    const tag = tags.find((each) => each.role === role)
    return tag === undefined ? null : store.mean(source, tag.id, { start: now - length, end: now })
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
