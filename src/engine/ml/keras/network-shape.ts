import { FORECAST_RESOLUTION, HISTORY_STEPS, HORIZON_STEPS, WINDOW_STEPS } from '../../../domain/forecast/forecast.ts'
import { HOUR, MINUTE } from '../../../domain/time/time.ts'
import type { FeatureName, ModelDescription } from './description.ts'
import { formatShapes, type Shape } from './layers/layer-config.ts'
import type { KerasFile } from './parse-keras-file.ts'
import { refuse } from './refusal.ts'

/** The ends of a network that a forecast can be had from: one input and one output of fixed shapes. */
export interface NetworkShape {
  /** [steps, features], or [steps · features] where the network's input is flat. */
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
  /** Numbers that it answers. */
  readonly outputs: number
}

/** Quarter-hours that a feature reaches back beyond its step. */
const LAG: Readonly<Partial<Record<FeatureName, number>>> = {
  'load yesterday': WINDOW_STEPS,
  'load last week': HISTORY_STEPS - WINDOW_STEPS,
}
const QUARTER_MINUTES = FORECAST_RESOLUTION / MINUTE
/** Step lengths in minutes, and the numbers of steps that suggest them: half a day and more. */
const USUAL_STEPS = { 15: [48, 96, 192, 288, 384, 480, 576, 672, 768], 30: [336], 60: [24, 72, 120, 144, 168] } as const

/**
 * The ends of a network.
 * @throws EngineError `invalid`, field `file`, where no forecast can be had from it: several inputs or outputs, open lengths.
 */
export function requireNetworkShape({ inputs, outputs }: Pick<KerasFile, 'inputs' | 'outputs'>): NetworkShape {
  const [input, ...otherInputs] = inputs
  const [output, ...otherOutputs] = outputs
  if (input === undefined || otherInputs.length > 0)
    refuse(`The network has ${inputs.length} inputs: a model takes one.`)
  if (output === undefined || otherOutputs.length > 0)
    refuse(`The network has ${outputs.length} outputs: a model answers one.`)
  const inputShape = toFixedShape(input.shape)
  if (inputShape === null || inputShape.length > 2) {
    refuse(
      `The network takes ${formatShapes([input.shape])}: a model takes [steps, features] of fixed numbers, or both in a row.`,
    )
  }
  const outputShape = toFixedShape(output.shape)
  if (outputShape === null)
    refuse(`The network answers ${formatShapes([output.shape])}: a model answers as many numbers each time.`)
  return { inputShape, outputShape, outputs: product(outputShape) }
}

/**
 * Steps of the past that a network's input has, with the features of a description.
 * @throws EngineError as `requireNetworkShape`.
 */
export function countPastSteps({ features }: ModelDescription, file: Pick<KerasFile, 'inputs' | 'outputs'>): number {
  const { inputShape } = requireNetworkShape(file)
  const [first = 0] = inputShape
  return inputShape.length === 2 ? first : first / features.length
}

/**
 * Why a description can't be of the network, in a sentence; null where it can.
 * @throws EngineError as `requireNetworkShape`.
 */
export function describeMismatch(
  description: ModelDescription,
  file: Pick<KerasFile, 'inputs' | 'outputs'>,
): string | null {
  const { inputShape, outputs } = requireNetworkShape(file)
  const named = description.features.length
  const [numbers = 0, features] = inputShape
  if (features !== undefined && features !== named) {
    return `The network takes ${features} features at each step, and the description names ${named}.`
  }
  if (numbers % named !== 0 && features === undefined) {
    return `The network takes ${numbers} numbers, which can't be steps of ${named} features.`
  }
  return (
    describePastMismatch(description, countPastSteps(description, file)) ?? describeOutputMismatch(description, outputs)
  )
}

function describePastMismatch({ features, stepMinutes }: ModelDescription, steps: number): string | null {
  const lag = Math.max(...features.map(({ name }) => LAG[name] ?? 0))
  const quarters = (steps * stepMinutes) / QUARTER_MINUTES + lag
  if (quarters <= HISTORY_STEPS) return null
  const days = Math.ceil(quarters / 9.6) / 10
  return `The network looks back ${days} days, with ${steps} steps of ${stepMinutes} min: 8 days are kept at hand.`
}

function describeOutputMismatch({ horizon, output }: ModelDescription, outputs: number): string | null {
  const perStep = output.kind === 'quantiles' ? 3 : 1
  if (outputs % perStep !== 0)
    return `The network answers ${outputs} numbers, which can't be P10, P50 and P90 of steps.`
  const steps = outputs / perStep
  const hours = (HORIZON_STEPS[horizon] * FORECAST_RESOLUTION) / HOUR
  if (steps * output.stepMinutes >= hours * 60) return null
  return `The network answers ${steps} ${steps === 1 ? 'step' : 'steps'} of ${output.stepMinutes} min, which don't reach ${hours} h ahead.`
}

/**
 * The description that a network's shape suggests: a form begins with it, and it is never more than a guess.
 * @throws EngineError as `requireNetworkShape`.
 */
export function guessDescription(file: Pick<KerasFile, 'inputs' | 'outputs'>): ModelDescription {
  const { inputShape, outputShape, outputs } = requireNetworkShape(file)
  const quantiles = outputs % 3 === 0 && (outputShape.at(-1) === 3 || [3, 12, 72, 288].includes(outputs))
  const answered = quantiles ? outputs / 3 : outputs
  const horizon = answered >= 24 ? 'nextDay' : 'nextHour'
  const horizonMinutes = horizon === 'nextDay' ? 1440 : 60
  const ahead = ([15, 30, 60] as const).find((minutes) => answered * minutes >= horizonMinutes) ?? 60
  const [steps = 1, count = 1] = inputShape
  const usual = ([15, 30, 60] as const).find((minutes) => USUAL_STEPS[minutes].some((number) => number === steps))
  const stepMinutes = usual ?? (steps * ahead <= HISTORY_STEPS * QUARTER_MINUTES ? ahead : 15)
  return {
    horizon,
    stepMinutes,
    features: guessFeatures(count, HISTORY_STEPS - (steps * stepMinutes) / QUARTER_MINUTES),
    output: { kind: quantiles ? 'quantiles' : 'points', stepMinutes: ahead, mean: 0, std: 1, of: 'load' },
  }
}

/** The load first; lags that don't reach back further than `spare`, temperature and calendar; what is left is 0. */
function guessFeatures(count: number, spare: number): ModelDescription['features'] {
  const day = ['time of day sin', 'time of day cos'] as const
  const week = ['day of week sin', 'day of week cos'] as const
  const lags = ['load yesterday', 'load last week'] as const
  const sets: readonly (readonly FeatureName[])[] = [
    ['load'],
    ['load', 'temperature'],
    ['load', ...day],
    ['load', 'temperature', ...day],
    ['load', ...day, ...week],
    ['load', 'temperature', ...day, ...week],
    ['load', ...lags, ...day, ...week],
    ['load', ...lags, 'temperature', ...day, ...week],
  ]
  const likely = sets[Math.min(count, sets.length) - 1] ?? ['load']
  const names = likely.filter((name) => (LAG[name] ?? 0) <= Math.max(0, spare))
  const named = names.map((name) => ({ name, mean: 0, std: 1 }))
  const rest = Array.from({ length: count - named.length }, () => ({
    name: 'constant' as const,
    mean: 0,
    std: 1,
    value: 0,
  }))
  return [...named, ...rest]
}

function toFixedShape(shape: Shape): readonly number[] | null {
  const known = shape.filter((length) => length !== null)
  return known.length === shape.length ? known : null
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1)
}
