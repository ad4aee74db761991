import type { ModelCard } from '../../contract/schemas/models.ts'
import { formatNumber } from '../../domain/format/numbers.ts'
import { formatPercent } from '../../domain/format/percent.ts'

/** What the plant's inputs were over the last week: means of quarter-hours, in any order. */
export interface LastWeekInputs {
  readonly loadKw: readonly number[]
  readonly temperatureC: readonly number[]
}

/** Quarter-hours of a week that must be known: two days. */
const ENOUGH_QUARTER_HOURS = 192
/** A mean load that is off by more than this share of the trained one is another plant's, or another season's. */
const MEAN_OFF = 0.25
/** Share of the quarter-hours that may lie outside the trained P5 to P95; 0.1 is what training itself had. */
const MAX_OUTSIDE = 0.4
/** The same for the temperature, which changes with the season by itself. */
const MAX_TEMPERATURE_OUTSIDE = 0.6

/**
 * Describes where the last week's inputs are unlike those that a model was trained on, in a sentence; null where they
 * are alike, where the week has too few of them, and where the card has no figures for them.
 */
export function describeDrift(
  { training }: Pick<ModelCard, 'training'>,
  { loadKw, temperatureC }: LastWeekInputs,
): string | null {
  if (loadKw.length < ENOUGH_QUARTER_HOURS) return null
  return (
    describeMeanDrift(loadKw, training.loadMeanKw) ??
    describeSpreadDrift(loadKw, training.loadP5Kw, training.loadP95Kw) ??
    describeTemperatureDrift(temperatureC, training.temperatureP5C, training.temperatureP95C)
  )
}

function describeMeanDrift(loadKw: readonly number[], trainedKw: number | undefined): string | null {
  if (trainedKw === undefined || !(trainedKw > 0)) return null
  const off = mean(loadKw) / trainedKw - 1
  if (Math.abs(off) <= MEAN_OFF) return null
  // A plant a hundred times as large isn't «9,900 % above».
  if (off > 2)
    return `The load of the last week is ${formatNumber(off + 1, off < 8.95 ? 1 : 0)} times what the model was trained on.`
  const side = off > 0 ? 'above' : 'below'
  return `The load of the last week lies ${formatPercent(Math.abs(off))} ${side} what the model was trained on.`
}

function describeSpreadDrift(
  loadKw: readonly number[],
  p5: number | undefined,
  p95: number | undefined,
): string | null {
  if (p5 === undefined || p95 === undefined) return null
  const outside = shareOf(loadKw, (value) => value < p5 || value > p95)
  if (outside <= MAX_OUTSIDE) return null
  return `For ${formatPercent(outside)} of the last week the load lay outside the range in which it was for 90 % of the time that the model was trained on.`
}

function describeTemperatureDrift(
  temperatureC: readonly number[],
  p5: number | undefined,
  p95: number | undefined,
): string | null {
  if (p5 === undefined || p95 === undefined || temperatureC.length < ENOUGH_QUARTER_HOURS) return null
  const warmer = shareOf(temperatureC, (value) => value > p95)
  const colder = shareOf(temperatureC, (value) => value < p5)
  if (Math.max(warmer, colder) <= MAX_TEMPERATURE_OUTSIDE) return null
  const side = warmer > colder ? 'warmer' : 'colder'
  return `It was ${side} for ${formatPercent(Math.max(warmer, colder))} of the last week than in nearly all that the model was trained on: ${formatNumber(mean(temperatureC), 0)} °C on average.`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function shareOf(values: readonly number[], holds: (value: number) => boolean): number {
  return values.filter(holds).length / values.length
}
