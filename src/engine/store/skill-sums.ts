import { NAIVE_NAMES, type NaiveName, type Quantiles } from '../../domain/forecast/forecast.ts'
import { computeErrorSums, type ErrorSums, ZERO_ERROR_SUMS } from '../../domain/forecast/forecast-score.ts'

/**
 * How wrong forecasts of the quarter-hours of a stretch of time were: sums over all forecasts of them, from one
 * quarter-hour ahead to the horizon's last.
 *
 * `compared` is what skill is computed of. A step counts there only where the model and every naive rule have a
 * forecast, so that all of them are measured on the same steps: a rule whose past has holes is neither spared the hard
 * ones nor the only one measured on them. `model` has every step that the model forecast.
 */
export interface SkillSums {
  /** As it was shown: with a naive forecast where one was shown in the model's place. */
  readonly shown: ErrorSums
  /** Steps of `shown` whose forecast is a hindcast. */
  readonly hindsight: number
  readonly model: ErrorSums
  readonly compared: {
    readonly model: ErrorSums
    /** A rule has one number: its three quantiles are that number, so that the figures of its band mean nothing. */
    readonly naive: Readonly<Record<NaiveName, ErrorSums>>
    /** Quarter-hours that have a step here. */
    readonly targets: number
  }
}

/** Whose errors are summed, in the order of the sums' bytes. */
export type Subject = 'shown' | 'model' | 'compared' | NaiveName
const SUBJECTS: readonly Subject[] = ['shown', 'model', 'compared', ...NAIVE_NAMES]
const FIELDS = Object.keys(ZERO_ERROR_SUMS) as (keyof ErrorSums)[]

/** Bytes of the sums of one quarter-hour: a 64-bit float for each figure of each subject. */
export const SUMS_BYTES = SUBJECTS.length * FIELDS.length * 8

/** Sums that grow: of one quarter-hour, or of many. */
export class SkillSumsBuilder {
  hindsight = 0
  targets = 0
  readonly #figures = new Float64Array(SUBJECTS.length * FIELDS.length)

  /** Counts one step: the forecast and the measured load, in kW. */
  add(subject: Subject, forecast: Quantiles, actualKw: number): void {
    const errors = computeErrorSums(forecast, actualKw)
    const from = SUBJECTS.indexOf(subject) * FIELDS.length
    for (let i = 0; i < FIELDS.length; i++) this.#grow(from + i, errors[FIELDS[i] ?? 'steps'])
  }

  /**
   * Adds the sums of a quarter-hour.
   * @param ofModel Whether they are of the requested model: else only what was shown counts.
   */
  addEncoded(bytes: Buffer, hindsight: number, ofModel: boolean): void {
    if (bytes.length !== SUMS_BYTES) return
    const count = ofModel ? this.#figures.length : FIELDS.length
    for (let i = 0; i < count; i++) this.#grow(i, bytes.readDoubleLE(i * 8))
    this.hindsight += hindsight
    if (ofModel && bytes.readDoubleLE(SUBJECTS.indexOf('compared') * FIELDS.length * 8) > 0) this.targets += 1
  }

  encode(): Buffer {
    const bytes = Buffer.alloc(SUMS_BYTES)
    for (const [i, figure] of this.#figures.entries()) bytes.writeDoubleLE(figure, i * 8)
    return bytes
  }

  finish(): SkillSums {
    const of = (subject: Subject) => this.#of(subject)
    const naive = Object.fromEntries(NAIVE_NAMES.map((name) => [name, of(name)])) as Record<NaiveName, ErrorSums>
    const compared = { model: of('compared'), naive, targets: this.targets }
    return { shown: of('shown'), hindsight: this.hindsight, model: of('model'), compared }
  }

  #grow(at: number, by: number): void {
    this.#figures[at] = (this.#figures[at] ?? 0) + by
  }

  #of(subject: Subject): ErrorSums {
    const from = SUBJECTS.indexOf(subject) * FIELDS.length
    const figures = { ...ZERO_ERROR_SUMS }
    for (const [i, field] of FIELDS.entries()) figures[field] = this.#figures[from + i] ?? 0
    return figures
  }
}
