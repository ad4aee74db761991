import { type BuiltLayer, formatShapes, type LayerConfig, type Shape, type WeightShape, ZEROS } from './layer-config.ts'

/** Gates and states of the recurrent layers. */
const GATES = { LSTM: 4, GRU: 3, SimpleRNN: 1 } as const
const STATES = { LSTM: 2, GRU: 1, SimpleRNN: 1 } as const
type Recurrent = keyof typeof GATES

/** Recurrent layers: [steps, features] → [units], or [steps, units] with `return_sequences`. */
export function buildRecurrent(layer: LayerConfig, inputs: readonly Shape[]): BuiltLayer {
  const className = requireRecurrent(layer)
  const [sequence, ...states] = inputs
  const [steps, features] = layer.requireSequence(sequence === undefined ? [] : [sequence])
  requirePlain(layer)
  const units = layer.count('units')
  const bias = layer.flag('use_bias', true)
  const sequences = layer.flag('return_sequences', false)
  const withStates = layer.flag('return_state', false)
  requireStates(layer, states, STATES[className], units)
  const columns = GATES[className] * units
  const weights: WeightShape[] = [
    { name: 'kernel', shape: [features, columns], part: 'cell' },
    { name: 'recurrent_kernel', shape: [units, columns], part: 'cell' },
    ...(bias ? [{ name: 'bias', shape: [columns], part: 'cell' }] : []),
  ]
  return {
    config: {
      units,
      activation: layer.activation('activation', 'tanh'),
      // TensorFlow.js uses hard_sigmoid where nothing is given, Keras sigmoid.
      ...(className === 'SimpleRNN'
        ? {}
        : { recurrent_activation: layer.activation('recurrent_activation', 'sigmoid') }),
      ...(className === 'GRU' ? { reset_after: false } : {}),
      use_bias: bias,
      return_sequences: sequences,
      return_state: withStates,
      go_backwards: layer.flag('go_backwards', false),
      kernel_initializer: ZEROS,
      recurrent_initializer: ZEROS,
    },
    weights,
    outputs: [
      sequences ? [steps, units] : [units],
      ...Array.from({ length: withStates ? STATES[className] : 0 }, () => [units]),
    ],
  }
}

/** Both ways through the steps, joined: the weights of the way forward come first. */
export function buildBidirectional(layer: LayerConfig, inputs: readonly Shape[]): BuiltLayer {
  const inner = layer.innerLayer('layer')
  if (inner === null) return layer.refuse('wraps no layer: the file is damaged')
  const built = buildRecurrent(inner, [layer.requireOneInput(inputs)])
  if (built.config.return_state)
    layer.refuse('has return_state, which can only be had of an LSTM, GRU or SimpleRNN alone')
  requireMirrored(layer, inner, built, inputs)
  const merge_mode = layer.choice('merge_mode', ['concat', 'sum', 'mul', 'ave'], 'concat')
  const name = (inner.name ?? 'layer').replace(/^forward_/, '').replace(/[^-\w]/g, '-')
  const [output = []] = built.outputs
  const width = layer.requireKnownLength(output.at(-1)) * (merge_mode === 'concat' ? 2 : 1)
  const oneWay = (prefix: string) =>
    built.weights.map((weight) => ({
      ...weight,
      name: `${prefix}_${name}/${weight.name}`,
      part: `${prefix}_layer/${weight.part}`,
    }))
  return {
    config: { merge_mode, layer: { class_name: inner.className, config: { name, ...built.config } } },
    weights: [...oneWay('forward'), ...oneWay('backward')],
    outputs: [[...output.slice(0, -1), width]],
  }
}

function requireRecurrent(layer: LayerConfig): Recurrent {
  const { className } = layer
  if (className === 'LSTM' || className === 'GRU' || className === 'SimpleRNN') return className
  return layer.refuse('can only be an LSTM, a GRU or a SimpleRNN here')
}

function requirePlain(layer: LayerConfig): void {
  layer.require('time_major', false, 'the batch has to come first')
  layer.require('stateful', false, 'each forecast begins anew')
  if (layer.className !== 'GRU') return
  // Keras 2 and later always write it; a file without it is older than the choice.
  layer.require('reset_after', false, 'train it with GRU(…, reset_after=False), or as an LSTM')
}

function requireStates(layer: LayerConfig, states: readonly Shape[], count: number, units: number): void {
  if (states.length === 0) return
  const fits = states.length === count && states.every(({ length, 0: first }) => length === 1 && first === units)
  if (!fits) layer.refuse(`begins with states of ${formatShapes(states)}, where ${count} of [${units}] are wanted`)
}

/** The way back may have a config of its own; TensorFlow.js makes it from the way forward's. */
function requireMirrored(layer: LayerConfig, inner: LayerConfig, built: BuiltLayer, inputs: readonly Shape[]): void {
  const back = layer.innerLayer('backward_layer')
  if (back === null) return
  const { config } = buildRecurrent(back, inputs)
  const mirrored = { ...config, go_backwards: !config.go_backwards }
  const same = back.className === inner.className && JSON.stringify(mirrored) === JSON.stringify(built.config)
  if (!same) layer.refuse("goes back with another layer than forward, which can't be had")
}
