import { refuse } from '../refusal.ts'

/** Lengths of a tensor's axes without the batch; null where any length goes. */
export type Shape = readonly (number | null)[]

/** One of a layer's weights. */
export interface WeightShape {
  /** Its name within the layer, as TensorFlow.js has it: `kernel`, `forward_lstm/kernel`. */
  readonly name: string
  readonly shape: readonly number[]
  /** Which part of the layer has it, as `.keras` files name their groups: `cell`; empty for the layer itself. */
  readonly part: string
}

/** A layer once the shapes of its inputs are known. */
export interface BuiltLayer {
  /** What TensorFlow.js and Keras 2 make it from. */
  readonly config: Readonly<Record<string, unknown>>
  /** In the order in which Keras stores them. */
  readonly weights: readonly WeightShape[]
  readonly outputs: readonly Shape[]
}

/** Makes a layer of one class from its config and the shapes of what goes in. */
export type LayerKind = (layer: LayerConfig, inputs: readonly Shape[]) => BuiltLayer

/** The initializer of weights that the file's replace at once: others need seconds. */
export const ZEROS = { class_name: 'Zeros', config: {} }

/** Activations that TensorFlow.js computes as Keras does, by Keras' names. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  selu: 'selu',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hard_sigmoid',
  tanh: 'tanh',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  silu: 'swish',
  mish: 'mish',
  gelu: 'gelu',
}

/** A layer's config as its file has it. What is missing is as Keras' defaults are; what can't be had is refused. */
export class LayerConfig {
  readonly className: string
  readonly #label: string
  readonly #values: Readonly<Record<string, unknown>>
  readonly #keras3: boolean

  constructor(label: string, className: string, values: Readonly<Record<string, unknown>>, keras3: boolean) {
    this.#label = label
    this.className = className
    this.#values = values
    this.#keras3 = keras3
  }

  /** @throws EngineError `invalid` always: “The layer … ” and what of it can't be had. */
  refuse(what: string): never {
    return refuse(`The layer “${this.#label}” (${this.className}) ${what}.`)
  }

  /** A whole number of 1 or more; a list of one is read as its number. */
  count(key: string, otherwise?: number): number {
    const value = this.#number(key, otherwise)
    return Number.isInteger(value) && value >= 1 ? value : this.#refuseValue(key, value)
  }

  /** Any number; a list of one is read as its number. */
  number(key: string, otherwise: number): number {
    return this.#number(key, otherwise)
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.#values[key] ?? otherwise
    return typeof value === 'boolean' ? value : this.#refuseValue(key, value)
  }

  /** One of the texts that can be had. */
  choice<T extends string>(key: string, choices: readonly T[], otherwise: T): T {
    const value = this.#values[key] ?? otherwise
    const found = choices.find((choice) => choice === value)
    return found ?? this.refuse(`has ${key} ${JSON.stringify(value)}, which can't be had: ${choices.join(', ')} can`)
  }

  /** The name of an activation as Keras 2 has it. */
  activation(key: string, otherwise: string): string {
    const value = this.#values[key] ?? otherwise
    const requireLength =
      typeof value === 'string' && Object.hasOwn(ACTIVATIONS, value) ? ACTIVATIONS[value] : undefined
    if (requireLength === undefined) return this.refuse(`has ${key} ${JSON.stringify(value)}, which can't be had`)
    if (requireLength === 'hard_sigmoid' && this.#keras3) {
      return this.refuse(`has ${key} "hard_sigmoid", which Keras 3 computes in another way than Keras 2. Use sigmoid`)
    }
    return requireLength
  }

  /** Whole numbers; -1, also written as null, means what is left. */
  integers(key: string): readonly number[] {
    const value = this.#values[key]
    const all: readonly unknown[] = Array.isArray(value) ? value.map((each: unknown) => each ?? -1) : []
    const numbers = all.filter((each) => typeof each === 'number' && Number.isInteger(each))
    return Array.isArray(value) && numbers.length === all.length ? (numbers as number[]) : this.#refuseValue(key, value)
  }

  /** Refuses a config whose value isn't the only one that is supported. */
  require(key: string, required: boolean | number | string, why = `${key} can only be ${required}`): void {
    const value = this.#values[key] ?? required
    if (value !== required) this.refuse(`has ${key} ${JSON.stringify(value)}, which can't be had: ${why}`)
  }

  /** The layer that this one wraps; null where the config has none under `key`. */
  innerLayer(key: string): LayerConfig | null {
    const value = this.#values[key]
    if (typeof value !== 'object' || value === null || !('class_name' in value) || !('config' in value)) return null
    const { class_name, config } = value
    if (typeof class_name !== 'string' || typeof config !== 'object' || config === null) return null
    return new LayerConfig(this.#label, class_name, { ...config }, this.#keras3)
  }

  /** Its own name, where its config has one. */
  get name(): string | null {
    return typeof this.#values.name === 'string' ? this.#values.name : null
  }

  /** The shape of an input: what follows the batch. */
  inputShape(): Shape {
    const value = this.#values.batch_input_shape ?? this.#values.batch_shape
    const isLength = (each: unknown) => each === null || (Number.isInteger(each) && Number(each) >= 1)
    if (!Array.isArray(value) || value.length < 2 || !value.every(isLength)) {
      return this.refuse(`says no shape of what goes in. Give Keras' Input the shape, and save the model again`)
    }
    return value.slice(1)
  }

  /** The only tensor that goes in. */
  requireOneInput(inputs: readonly Shape[]): Shape {
    const [input, ...others] = inputs
    if (input === undefined || others.length > 0) return this.refuse(`takes one tensor, and is given ${inputs.length}`)
    return input
  }

  /** The only tensor that goes in, where it is of [steps, features]. */
  requireSequence(inputs: readonly Shape[]): readonly [steps: number | null, features: number] {
    const [steps = null, features, ...others] = this.requireOneInput(inputs)
    if (features === undefined || others.length > 0)
      return this.refuse(`takes [steps, features], and is given ${formatShapes(inputs)}`)
    return [steps, this.requireKnownLength(features)]
  }

  /** A length that must be known. */
  requireKnownLength(length: number | null | undefined): number {
    return (
      length ?? this.refuse(`is given a tensor without a fixed size. Give Keras' Input the whole shape, and save again`)
    )
  }

  #refuseValue(key: string, value: unknown): never {
    return this.refuse(value === undefined ? `says no ${key}` : `says ${key} ${JSON.stringify(value)}`)
  }

  #number(key: string, otherwise?: number): number {
    const value = this.#values[key] ?? otherwise
    const one = Array.isArray(value) && value.length === 1 ? value[0] : value
    return typeof one === 'number' && Number.isFinite(one) ? one : this.#refuseValue(key, value)
  }
}

/** Shapes as a sentence has them. */
export function formatShapes(shapes: readonly Shape[]): string {
  return shapes.map((shape) => `[${shape.map((length) => length ?? 'any').join(', ')}]`).join(' and ')
}

/** A layer without weights that answers one tensor. */
export function createWeightlessLayer(config: Record<string, unknown>, output: Shape): BuiltLayer {
  return { config, weights: [], outputs: [output] }
}
