import type { Images, Window } from '../kernels/images.ts'
import type { Operations } from '../kernels/kernels.ts'
import type { LayerContext } from './definition.ts'
import { windowedSize } from './image-input.ts'
import type { ImageStage } from './image-stage.ts'
import { type InitName, initialWeights } from './initial-weights.ts'
import type { BackwardPass, ImagesFlow } from './layer.ts'
import { type Parameter, perUnit, weight } from './parameter.ts'

export interface ConvolutionOptions {
  channels: number
  window: Window
  init: InitName
  bias: number
  /** Zeros around its output. */
  border: number
}

interface Filters {
  weights: Parameter
  bias: Parameter
}

/**
 * A convolution (cross-correlation, as in PyTorch), and a ReLU where it `rectifies`.
 *
 *     out[y, x, n] = f(Σ over (ky, kx, c) of in[y·stride + ky − padding, x·stride + kx − padding, c]·W[ky, kx, c, n] + b[n])
 *
 * W [kernel, kernel, channels in, channels out]. Differs from PyTorch in keeping channels last.
 */
export function convolution(input: ImagesFlow, options: ConvolutionOptions, context: LayerContext): ImageStage {
  const { kernels, capacity, name } = context
  const { window, channels, border } = options
  const filters = filtersOf(input.values, options, context)
  const size = { channels, border, ...windowedSize(input.values, window, name) }
  const [out, gradient] = [kernels.images(capacity, size), kernels.images(capacity, size)]
  const own = { x: input.values, weights: filters.weights.values, ...window }
  return {
    output: out,
    gradient,
    parameters: [filters.weights, filters.bias],
    buffers: [],
    forward: (operations, { rows }) => operations.convolution({ ...own, bias: filters.bias.values.values, out, rows }),
    backward(operations, pass) {
      const { rows } = pass
      operations.convolutionBackward({ ...own, gradOut: gradient, ...gradientsOf(filters, input), rows })
      handOn(operations, pass, filters)
    },
  }
}

/**
 * A convolution, max pool 2 × 2 and ReLU, in one walk over each image: the largest of four sums, then the bias, then the
 * ReLU. Rounding is monotone, so the bits are those of the three steps one after the other.
 */
export function pooledConvolution(input: ImagesFlow, options: ConvolutionOptions, context: LayerContext): ImageStage {
  const { kernels, capacity, name } = context
  const { window, channels, border } = options
  const filters = filtersOf(input.values, options, context)
  const { height, width } = windowedSize(input.values, window, name)
  const pooled = windowedSize({ ...input.values, height, width }, { kernel: 2, stride: 2, padding: 0 }, name)
  const sums = kernels.images(capacity, { height, width, channels })
  const size = { channels, border, ...pooled }
  const [out, gradient] = [kernels.images(capacity, size), kernels.images(capacity, size)]
  const own = { x: input.values, weights: filters.weights.values, ...window, sums, out }
  return {
    output: out,
    gradient,
    parameters: [filters.weights, filters.bias],
    buffers: [],
    forward: (operations, { rows }) => operations.pooledConvolution({ ...own, bias: filters.bias.values.values, rows }),
    backward(operations, pass) {
      const { rows } = pass
      operations.pooledConvolutionBackward({ ...own, gradOut: gradient, ...gradientsOf(filters, input), rows })
      handOn(operations, pass, filters)
    },
  }
}

function filtersOf(
  { channels: before }: Images,
  { channels, window: { kernel }, init, bias: start }: ConvolutionOptions,
  { kernels, name, initial }: LayerContext,
): Filters {
  const inputs = kernel * kernel * before
  const shape = [kernel, kernel, before, channels]
  const weights = { ...weight(kernels, `${name}.weight`, inputs, channels), shape }
  const fans = { fanIn: inputs, fanOut: kernel * kernel * channels }
  weights.write(initialWeights(init, fans, inputs * channels, initial()), weights.values)
  return { weights, bias: perUnit(kernels, `${name}.bias`, channels, start) }
}

function gradientsOf({ weights, bias }: Filters, { gradient }: ImagesFlow) {
  const own = { gradWeights: weights.gradient, gradBias: bias.gradient.values }
  return gradient ? { ...own, gradIn: gradient } : own
}

/** Gives the gradients to the optimizer. */
function handOn(operations: Operations, pass: BackwardPass, { weights, bias }: Filters): void {
  pass.takeWhole(operations, weights)
  operations.panels(bias.values.columns, 1, pass.takeColumns(bias))
}
