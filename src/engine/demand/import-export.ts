import { floorTo, type Interval, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { RollupStep, StorePort } from '../store/store-port.ts'

/** What was exchanged with the grid in a step, each way by itself: means in kW over what is known of it, never negative. */
export interface ImportExportStep extends Interval {
  readonly importKw: number
  readonly exportKw: number
  /** Share of the step that is known, 0 to 1. */
  readonly coverage: number
}

export interface ImportExport {
  /** Quarter-hours that start in the span, oldest first; none for one of which nothing is known. */
  readonly quarterHours: readonly ImportExportStep[]
  /** The same in minutes, where these are requested and stored; quarter-hours where they aren't. */
  readonly finest: readonly ImportExportStep[]
}

/**
 * Import and export over a span. What is exported never offsets what is imported: a quarter-hour that never dips below
 * 0 is exact as its mean; one that does is made of its minutes, each of them import or export by its own mean.
 * Where its minutes are pruned it counts as a whole. Minutes rather than samples, so that the same figures are computed
 * again when single samples are no longer kept.
 * @param span Starts and ends on quarter-hours of UTC.
 * @param fine Whether minutes are requested for the whole span.
 */
export async function readImportExport(
  store: Pick<StorePort, 'steps'>,
  source: string,
  tag: string,
  span: Interval,
  fine: boolean,
): Promise<ImportExport> {
  const coarse = await store.steps(source, tag, span, QUARTER_HOUR)
  const byQuarterHour = new Map<number, ImportExportStep[]>()
  for (const run of joinAdjacent(coarse.filter((step) => fine || isMixed(step)))) {
    for (const minute of await store.steps(source, tag, run, MINUTE)) {
      const start = floorTo(minute.at, QUARTER_HOUR)
      const minutes = byQuarterHour.get(start) ?? []
      byQuarterHour.set(start, minutes)
      minutes.push(toImportExportStep(minute, MINUTE))
    }
  }
  const quarterHours: ImportExportStep[] = []
  const finest: ImportExportStep[] = []
  for (const step of coarse) {
    const minutes = byQuarterHour.get(step.at)
    const whole = minutes === undefined ? toImportExportStep(step, QUARTER_HOUR) : combineMinutes(minutes, step.at)
    quarterHours.push(whole)
    if (fine && minutes !== undefined) finest.push(...minutes)
    else finest.push(whole)
  }
  return { quarterHours, finest }
}

/** Whether it may have gone both ways. */
function isMixed({ min, max }: RollupStep): boolean {
  return min < 0 && max > 0
}

function toImportExportStep({ at, mean, coverage }: RollupStep, length: number): ImportExportStep {
  return { start: at, end: at + length, importKw: Math.max(0, mean), exportKw: Math.max(0, -mean), coverage }
}

/** A quarter-hour of its minutes, at least one, each weighted by what is known of it. */
function combineMinutes(minutes: readonly ImportExportStep[], start: number): ImportExportStep {
  let [importArea, exportArea, known] = [0, 0, 0]
  for (const { importKw, exportKw, coverage } of minutes) {
    importArea += importKw * coverage
    exportArea += exportKw * coverage
    known += coverage
  }
  return {
    start,
    end: start + QUARTER_HOUR,
    importKw: known === 0 ? 0 : importArea / known,
    exportKw: known === 0 ? 0 : exportArea / known,
    coverage: known / (QUARTER_HOUR / MINUTE),
  }
}

/** Stretches of quarter-hours that follow on one another. */
function joinAdjacent(steps: readonly RollupStep[]): Interval[] {
  const runs: { start: number; end: number }[] = []
  for (const { at } of steps) {
    const last = runs.at(-1)
    if (last?.end === at) last.end = at + QUARTER_HOUR
    else runs.push({ start: at, end: at + QUARTER_HOUR })
  }
  return runs
}
