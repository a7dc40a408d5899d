import { CoreError } from '../errors.ts'
import type { LayerContext, LayerDefinition } from './definition.ts'
import type { Flow, ImagesFlow, Layer, MatrixFlow } from './layer.ts'

/**
 * Images as rows of numbers: feature (y·width + x)·channels + c. A layer of units flattens what it takes by itself, so
 * the sweep file need not say it.
 */
export const flattenLayer: LayerDefinition = {
  name: 'flatten',
  size: { kind: 'flag', default: true, meaning: 'always true' },
  options: {},
  make(_, input, context) {
    if (input.kind === 'images') return flatten(input, context)
    throw new CoreError('LAYER_INPUT', `${context.name}: flatten follows rows of numbers.`, 'They are flat: remove it.')
  },
}

export function flatten(input: ImagesFlow, { kernels, capacity }: LayerContext): Layer {
  const { height, width, channels } = input.values
  const values = kernels.matrix(capacity, height * width * channels)
  const gradient = input.gradient && kernels.matrix(capacity, values.columns)
  return {
    output: { kind: 'matrix', values, mayHaveZeros: false, onGradient: () => [], ...(gradient && { gradient }) },
    parameters: [],
    buffers: [],
    forward: (operations, { rows }) => operations.flatten({ from: input.values, to: values, rows }),
    backward(operations, pass) {
      if (!gradient || !input.gradient) return
      operations.unflatten({ from: gradient, to: input.gradient, rows: pass.rows })
    },
  }
}

/** A layer of units behind rows of numbers, or behind images, which are flattened on the way. */
export function flattened(input: Flow, context: LayerContext, make: (input: MatrixFlow) => Layer): Layer {
  if (input.kind === 'matrix') return make(input)
  const between = flatten(input, context)
  const layer = make(between.output as MatrixFlow)
  return {
    ...layer,
    forward(operations, pass) {
      between.forward(operations, pass)
      layer.forward(operations, pass)
    },
    backward(operations, pass) {
      layer.backward(operations, pass)
      between.backward(operations, pass)
    },
  }
}
