import { z } from 'zod'
import { HORIZONS } from '../../../domain/forecast/forecast.ts'
import { EngineError, reasonOf } from '../../runtime/engine-error.ts'

/**
 * Features that an imported network may have of a step of its past. Means over the step: `load` in kW, the same a day
 * and a week before, `temperature` in °C. Of the site's local time at the step's start: the angle of the time of day,
 * and of the place in the week, which begins on Monday; `hour` 0 to 23, `weekday` 0 (Monday) to 6, `weekend` 0 or 1.
 */
export const FEATURE_NAMES = [
  'load',
  'load yesterday',
  'load last week',
  'temperature',
  'time of day sin',
  'time of day cos',
  'day of week sin',
  'day of week cos',
  'hour',
  'weekday',
  'weekend',
  'constant',
] as const
/** The name of a feature that an imported network may have as an input. */
export type FeatureName = (typeof FEATURE_NAMES)[number]

/** Length of a step, in minutes. */
const StepMinutes = z.union([z.literal(15), z.literal(30), z.literal(60)])
const Mean = z.number().default(0)
const Std = z.number().positive().default(1)

const FeatureSchema = z
  .strictObject({
    name: z.enum(FEATURE_NAMES),
    /** The network is given (value − mean) / std. */
    mean: Mean,
    std: Std,
    /** What a `constant` is; nothing else has one. */
    value: z.number().optional(),
  })
  .refine(({ name, value }) => (name === 'constant') === (value !== undefined), {
    path: ['value'],
    error: 'belongs to the feature “constant”, and to no other',
  })

/** The inputs and outputs of an imported network: the content of the sidecar, `plant.json` beside `plant.h5`. */
export const ModelDescriptionSchema = z.strictObject({
  horizon: z.enum(HORIZONS),
  /** Length of one step of the past. Steps are means, and the last one ends where the forecast begins. */
  stepMinutes: StepMinutes,
  /** One for each column of the input [steps, features], in its order. */
  features: z.array(FeatureSchema).min(1).max(256),
  output: z.strictObject({
    /** A number for each step ahead, or its P10, P50 and P90. */
    kind: z.enum(['points', 'quantiles']),
    /** Length of one step ahead. The first one begins where the forecast begins. */
    stepMinutes: StepMinutes,
    /** A value `v` of the network's output is v · std + mean, in kW. */
    mean: Mean,
    std: Std,
    /** The load itself, or what it will have changed since the mean load of the last step of the past. */
    of: z.enum(['load', 'change since the last load']),
  }),
})
/** The inputs and outputs of an imported network, with defaults filled in. */
export type ModelDescription = z.infer<typeof ModelDescriptionSchema>

/**
 * Reads a description, as a form or a sidecar gives it.
 * @throws EngineError `invalid`, whose field is the one that is wrong: `description.features.2.std`.
 */
export function parseDescription(value: unknown): ModelDescription {
  const parsed = ModelDescriptionSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = ['description', ...(issue?.path ?? [])].join('.')
  throw new EngineError('invalid', `${field}: ${issue?.message ?? 'not as expected'}`, field)
}

/**
 * Reads the text of a sidecar.
 * @throws EngineError `invalid`, as `parseDescription`; field `description` where it is no JSON.
 */
export function parseSidecar(text: string, fileName: string): ModelDescription {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new EngineError('invalid', `“${fileName}” is no JSON: ${reasonOf(error)}.`, 'description')
  }
  return parseDescription(value)
}
