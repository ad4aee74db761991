import { z } from 'zod'
import { NEXT_HOUR_STEPS } from '../../domain/forecast.ts'

/** How wrong a forecast was over many windows. All in percent except the pinball loss and the error, in kW. */
export const ScoreSchema = z.object({
  mape: z.number(),
  /** Sum of the absolute errors over the sum of the loads. */
  wape: z.number(),
  maeKw: z.number(),
  /** Mean pinball loss of P10, P50 and P90. */
  pinballKw: z.number(),
  /** Share of what came that lay within P10 to P90. */
  coverage: z.number(),
})
export type Score = z.infer<typeof ScoreSchema>

/** The model beside the naive forecasts, on the same windows. */
export const ComparisonSchema = z.object({
  windows: z.number(),
  lstm: ScoreSchema,
  persistence: ScoreSchema,
  yesterday: ScoreSchema,
  'last week': ScoreSchema,
})
export type Comparison = z.infer<typeof ComparisonSchema>

const Part = z.object({ from: z.string(), to: z.string(), windows: z.number() })

/** What stands beside a model's weights: where it comes from, what it takes, and how good it is. */
export const ModelCardSchema = z.object({
  name: z.string(),
  version: z.string(),
  madeAt: z.string(),
  madeBy: z.string(),
  command: z.string(),
  data: z.object({ source: z.string(), seed: z.number(), days: z.number(), site: z.string(), zone: z.string() }),
  /** In order of time; what a part is to foresee never lies in another. */
  parts: z.object({ training: Part, validation: Part, holdout: Part }),
  features: z.object({
    window: z.array(z.string()),
    ahead: z.array(z.string()),
    recentSteps: z.number(),
    history: z.string(),
  }),
  network: z.object({ lstmUnits: z.number(), headUnits: z.number(), parameters: z.number() }),
  training: z.record(z.string(), z.number()),
  /**
   * Split conformal, fitted on the validation part: for each step, what P10 is lowered and P90 raised by, as shares of
   * the window's scale.
   */
  calibration: z.object({
    low: z.array(z.number()).length(NEXT_HOUR_STEPS),
    high: z.array(z.number()).length(NEXT_HOUR_STEPS),
  }),
  metrics: z.object({
    holdout: ComparisonSchema,
    /** The same weeks of a plant of another seed: other batches, orders and weather. */
    otherSeed: ComparisonSchema.extend({ seed: z.number() }),
  }),
  limits: z.string(),
  /** SHA-256 of weights.bin, hexadecimal. */
  weightsSha256: z.string(),
})
export type ModelCard = z.infer<typeof ModelCardSchema>
export type Calibration = ModelCard['calibration']
