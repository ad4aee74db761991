import { createWeightlessLayer, formatShapes, type LayerConfig, type LayerKind, type Shape } from './layer-config.ts'

/** All axes in a row: [a, b] → [a · b]. */
export const flatten: LayerKind = (layer, inputs) => {
  layer.require('data_format', 'channels_last')
  return createWeightlessLayer({}, [countNumbers(layer, layer.requireOneInput(inputs))])
}

/** The same numbers at each of `n` steps: [features] → [n, features]. */
export const repeatVector: LayerKind = (layer, inputs) => {
  const n = layer.count('n')
  const [width, ...others] = layer.requireOneInput(inputs)
  if (width === undefined || others.length > 0)
    return layer.refuse(`takes [features], and is given ${formatShapes(inputs)}`)
  return createWeightlessLayer({ n }, [n, width])
}

/** The same numbers in another shape; -1 is what is left. */
export const reshape: LayerKind = (layer, inputs) => {
  const target_shape = layer.integers('target_shape')
  const whole = countNumbers(layer, layer.requireOneInput(inputs))
  const known = target_shape.filter((length) => length !== -1).reduce((all, length) => all * length, 1)
  const shape = target_shape.map((length) => (length === -1 ? whole / known : length))
  const fits = shape.every((length) => Number.isInteger(length) && length >= 1) && countNumbers(layer, shape) === whole
  return fits
    ? createWeightlessLayer({ target_shape }, shape)
    : layer.refuse(`makes ${formatShapes([target_shape])} of ${formatShapes(inputs)}`)
}

/** The axes in another order, counted from 1. */
export const permute: LayerKind = (layer, inputs) => {
  const input = layer.requireOneInput(inputs)
  const dims = layer.integers('dims')
  const sorted = [...dims].sort((a, b) => a - b)
  const fits = sorted.length === input.length && sorted.every((axis, i) => axis === i + 1)
  return fits
    ? createWeightlessLayer(
        { dims },
        dims.map((axis) => input[axis - 1] ?? null),
      )
    : layer.refuse(`orders ${formatShapes(inputs)} as ${dims}`)
}

/** Tensors side by side at one axis. */
export const concatenate: LayerKind = (layer, inputs) => {
  const [first = []] = inputs
  const axis = layer.number('axis', -1)
  // Axis 0 is the batch.
  const place = axis < 0 ? first.length + axis : axis - 1
  const omitJoinedAxis = (shape: Shape) => JSON.stringify(shape.toSpliced(place, 1))
  const fits =
    inputs.length > 1 && place in first && inputs.every((shape) => omitJoinedAxis(shape) === omitJoinedAxis(first))
  if (!fits) return layer.refuse(`joins ${formatShapes(inputs)} at axis ${axis}`)
  const length = inputs.reduce((sum, shape) => sum + layer.requireKnownLength(shape[place]), 0)
  return createWeightlessLayer({ axis }, first.with(place, length))
}

/** Tensors of one shape, number by number. */
export const merge: LayerKind = (layer, inputs) => {
  const [first = []] = inputs
  const fits = inputs.length > 1 && inputs.every((shape) => JSON.stringify(shape) === JSON.stringify(first))
  return fits
    ? createWeightlessLayer({}, first)
    : layer.refuse(`takes tensors of one shape, and is given ${formatShapes(inputs)}`)
}

/** How many numbers a tensor has. */
function countNumbers(layer: LayerConfig, shape: Shape): number {
  return shape.reduce<number>((all, length) => all * layer.requireKnownLength(length), 1)
}
