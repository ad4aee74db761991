import type { LayersModel } from '@tensorflow/tfjs-layers'
import { QUANTILE_COUNT } from '../../src/engine/ml/features/batch.ts'
import { RECENT_WIDTH, STEP_WIDTH, WINDOW_HOURS, windowWidth } from '../../src/engine/ml/features/features.ts'
import type { ModelLayout } from '../../src/engine/ml/features/layout.ts'
import { encodeMessage, type Field } from './protobuf.ts'

const IR_VERSION = 8
const OPSET = 17
const FLOAT = 1
const INT64 = 7
/** Keras' gates i, f, c, o in the order of ONNX: i, o, f, c. */
const GATES = [0, 3, 1, 2]

type Attribute = readonly [name: string, value: number | readonly number[]]

/** A graph under way: its nodes and its weights, as messages of ONNX. */
class Graph {
  readonly fields: Field[] = []

  /** Adds a node, and answers the name of its output. Without a name it has no output there. */
  node(operator: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = []): string {
    // An LSTM's first output is that of all its steps, which isn't needed.
    const outputs = operator === 'LSTM' ? ['', output] : [output]
    this.fields.push([
      1,
      encodeMessage(
        ...inputs.map((name): Field => [1, name]),
        ...outputs.map((name): Field => [2, name]),
        [4, operator],
        ...attributes.map((each): Field => [5, encodeAttribute(each)]),
      ),
    ])
    return output
  }

  /** Adds numbers that are known, and answers their name. */
  constant(name: string, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    const type = values instanceof Float32Array ? FLOAT : INT64
    this.fields.push([5, encodeMessage(...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, bytes])])
    return name
  }
}

/**
 * The network that `buildNetwork` builds as an ONNX model: inputs `window` [n, 24, window], `ahead` [n, steps, ahead] and
 * `recent` [n, recent], output `quantiles` [n, steps, 3].
 */
export function buildOnnxNetwork(network: LayersModel, layout: ModelLayout): Uint8Array {
  const graph = new Graph()
  const names = new Set(network.layers.map(({ name }) => name))
  const first = graph.constant('first', [1], BigInt64Array.of(0n))
  const second = graph.constant('second', [1], BigInt64Array.of(1n))
  graph.node('Transpose', ['window'], 'hours', [['perm', [1, 0, 2]]])
  const members: string[] = []
  for (let i = 0; names.has(`now_${i}`); i++) {
    const weights = (layer: string) => readWeights(network, `${layer}_${i}`)
    const known = names.has(`lstm_${i}`)
      ? graph.node('Concat', [addLstm(graph, weights('lstm'), first, i), 'recent'], `known_${i}`, [['axis', 1]])
      : 'recent'
    const now = addDense(graph, known, weights('now'), `now_${i}`)
    const every = graph.node('Unsqueeze', [now, second], `every_${i}`)
    const step = addDense(graph, 'ahead', weights('step'), `step_${i}`)
    const head = graph.node('Relu', [graph.node('Add', [every, step], `sum_${i}`)], `head_${i}`)
    const bend = graph.node('Relu', [addDense(graph, head, weights('bend'), `bend_${i}`)], `bent_${i}`)
    members.push(addDense(graph, bend, weights('out'), `out_${i}`))
  }
  if (members.length === 0) throw new Error('The network has no members')
  graph.node('Mean', members, 'quantiles')
  const graphMessage = encodeMessage(
    ...graph.fields,
    [2, layout.horizon],
    [11, encodeTensorInfo('window', [WINDOW_HOURS, windowWidth(layout)])],
    [11, encodeTensorInfo('ahead', [layout.steps, STEP_WIDTH])],
    [11, encodeTensorInfo('recent', [RECENT_WIDTH])],
    [12, encodeTensorInfo('quantiles', [layout.steps, QUANTILE_COUNT])],
  )
  return encodeMessage([1, IR_VERSION], [7, graphMessage], [8, encodeMessage([1, ''], [2, OPSET])])
}

/** The last state [n, H] of an LSTM over the hours. */
function addLstm(graph: Graph, [kernel, recurrent, bias]: readonly Weights[], first: string, member: number): string {
  if (kernel === undefined || recurrent === undefined || bias === undefined) throw new Error('The LSTM has no bias')
  const units = bias.values.length / 4
  const gates = [kernel, recurrent].map(({ values }) => reorderGates(values, units))
  const [w = new Float32Array(), r = new Float32Array()] = gates
  // A second bias, of the recurrent kernel, is 0: Keras has one.
  const fullBias = new Float32Array(8 * units)
  fullBias.set(reorderGates(bias.values, units))
  const state = graph.node(
    'LSTM',
    [
      'hours',
      graph.constant(`lstm_${member}/kernel`, [1, 4 * units, w.length / (4 * units)], w),
      graph.constant(`lstm_${member}/recurrent`, [1, 4 * units, units], r),
      graph.constant(`lstm_${member}/bias`, [1, 8 * units], fullBias),
    ],
    `lstm_${member}`,
    [['hidden_size', units]],
  )
  return graph.node('Squeeze', [state, first], `state_${member}`)
}

/** A dense layer, with a bias where it has one. */
function addDense(graph: Graph, input: string, [kernel, bias]: readonly Weights[], output: string): string {
  if (kernel === undefined) throw new Error('A layer has no weights')
  const weights = graph.constant(`${output}/kernel`, kernel.shape, kernel.values)
  if (bias === undefined) return graph.node('MatMul', [input, weights], output)
  const product = graph.node('MatMul', [input, weights], `${output}/product`)
  return graph.node('Add', [product, graph.constant(`${output}/bias`, bias.shape, bias.values)], output)
}

/** From Keras' [rows, 4H] to ONNX's [4H, rows], the gates in its order. */
function reorderGates(values: Float32Array, units: number): Float32Array {
  const rows = values.length / (4 * units)
  return values.map((_, at) => {
    const column = Math.floor(at / rows)
    const gate = GATES[Math.floor(column / units)] ?? Number.NaN
    return values[(at % rows) * 4 * units + gate * units + (column % units)] ?? Number.NaN
  })
}

interface Weights {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

function readWeights(network: LayersModel, layer: string): Weights[] {
  const weights = network.getLayer(layer).getWeights()
  return weights.map((each) => ({ shape: each.shape, values: Float32Array.from(each.dataSync<'float32'>()) }))
}

function encodeAttribute([name, value]: Attribute): Uint8Array {
  if (typeof value === 'number') return encodeMessage([1, name], [3, value], [20, 2])
  return encodeMessage([1, name], ...value.map((each): Field => [8, each]), [20, 7])
}

/** An input or output: floats of any number of windows. */
function encodeTensorInfo(name: string, shape: readonly number[]): Uint8Array {
  const dims = [encodeMessage([2, 'n']), ...shape.map((length) => encodeMessage([1, length]))]
  const type = encodeMessage([1, FLOAT], [2, encodeMessage(...dims.map((dim): Field => [1, dim]))])
  return encodeMessage([1, name], [2, encodeMessage([1, type])])
}
