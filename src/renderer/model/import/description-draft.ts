import { HORIZONS, type Horizon } from '../../../domain/forecast/forecast.ts'
import { formatDuration } from '../../../domain/format/durations.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { MINUTE } from '../../../domain/time/time.ts'

/** What a column of a network's input may be, as the engine names it, and as a text. */
export const FEATURE_LABELS = {
  load: 'load, kW',
  'load yesterday': 'load 24 h before, kW',
  'load last week': 'load a week before, kW',
  temperature: 'temperature, °C',
  'time of day sin': 'time of day, sine',
  'time of day cos': 'time of day, cosine',
  'day of week sin': 'time of the week, sine',
  'day of week cos': 'time of the week, cosine',
  hour: 'hour, 0 to 23',
  weekday: 'weekday, 0 (Monday) to 6',
  weekend: 'weekend, 0 or 1',
  constant: 'always the same number',
} as const
export type FeatureOption = keyof typeof FEATURE_LABELS

export const OUTPUT_KIND_LABELS = {
  points: 'one for each step',
  quantiles: 'P10, P50, P90 of each',
} as const
export const OUTPUT_TARGET_LABELS = {
  load: 'the load',
  'change since the last load': 'its change since the last load',
} as const
export const STEP_MINUTE_OPTIONS = ['15', '30', '60'] as const

/** A column in the form: numbers are text until they are sent. */
export interface FeatureDraft {
  readonly name: FeatureOption
  readonly mean: string
  readonly std: string
  /** What a constant is. */
  readonly value: string
}

/** The inputs and outputs of a network, in the form. */
export interface DescriptionDraft {
  readonly horizon: Horizon
  readonly stepMinutes: string
  readonly features: readonly FeatureDraft[]
  readonly output: {
    readonly kind: keyof typeof OUTPUT_KIND_LABELS
    readonly stepMinutes: string
    readonly mean: string
    readonly std: string
    readonly of: keyof typeof OUTPUT_TARGET_LABELS
  }
}

/**
 * A description, the engine's guess or a sidecar's content, as a form of so many columns. What it leaves out has the
 * usual value.
 */
export function createDescriptionDraft(description: unknown, columns: number): DescriptionDraft {
  const { horizon, stepMinutes, features, output } = asRecord(description)
  const listed = Array.isArray(features) ? features : []
  const { kind, stepMinutes: ahead, mean, std, of } = asRecord(output)
  return {
    horizon: chooseOption(HORIZONS, horizon, 'nextHour'),
    stepMinutes: chooseOption(STEP_MINUTE_OPTIONS, String(stepMinutes), '15'),
    features: Array.from({ length: columns }, (_, index) => createFeatureDraft(asRecord(listed[index]))),
    output: {
      kind: chooseOption(keysOf(OUTPUT_KIND_LABELS), kind, 'points'),
      stepMinutes: chooseOption(STEP_MINUTE_OPTIONS, String(ahead), '15'),
      mean: numberToText(mean, '0'),
      std: numberToText(std, '1'),
      of: chooseOption(keysOf(OUTPUT_TARGET_LABELS), of, 'load'),
    },
  }
}

function createFeatureDraft({ name, mean, std, value }: Readonly<Record<string, unknown>>): FeatureDraft {
  return {
    name: chooseOption(keysOf(FEATURE_LABELS), name, 'load'),
    mean: numberToText(mean, '0'),
    std: numberToText(std, '1'),
    value: numberToText(value, '0'),
  }
}

/** The form's content as the engine expects it. What is no number stays text: the engine's refusal names its field. */
export function buildDescription({
  horizon,
  stepMinutes,
  features,
  output,
}: DescriptionDraft): Record<string, unknown> {
  return {
    horizon,
    stepMinutes: Number(stepMinutes),
    features: features.map(({ name, mean, std, value }) => ({
      name,
      mean: textToNumber(mean),
      std: textToNumber(std),
      ...(name === 'constant' ? { value: textToNumber(value) } : {}),
    })),
    output: {
      ...output,
      stepMinutes: Number(output.stepMinutes),
      mean: textToNumber(output.mean),
      std: textToNumber(output.std),
    },
  }
}

/** How far a network's answer reaches: «12 numbers: 4 steps of 15 min, 1 h ahead». */
export function describeOutputs(outputs: number, { kind, stepMinutes }: DescriptionDraft['output']): string {
  const steps = kind === 'quantiles' ? outputs / 3 : outputs
  const numbers = `${formatNumber(outputs, 0)} ${outputs === 1 ? 'number' : 'numbers'}`
  if (!Number.isInteger(steps)) return `${numbers} can’t be three for each step.`
  const ahead = formatDuration(steps * Number(stepMinutes) * MINUTE, true)
  return `${numbers}: ${formatNumber(steps, 0)} ${steps === 1 ? 'step' : 'steps'} of ${stepMinutes} min, ${ahead} ahead.`
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function chooseOption<T extends string>(options: readonly T[], value: unknown, usual: T): T {
  return options.find((option) => option === value) ?? usual
}

const keysOf = <K extends string>(labels: Readonly<Record<K, string>>) => Object.keys(labels) as K[]
const numberToText = (value: unknown, usual: string) => (typeof value === 'number' ? String(value) : usual)
const textToNumber = (given: string) => (given.trim() === '' || !Number.isFinite(Number(given)) ? given : Number(given))
