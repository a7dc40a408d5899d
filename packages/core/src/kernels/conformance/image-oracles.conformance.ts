import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Images } from '../images.ts'
import { columnsOf, type ImageAdapter, imagesOf, matrixOf, valuesOf, valuesOfMatrix } from './image-values.ts'

interface Tensor {
  shape: number[]
  data: number[]
}

interface LayerCase {
  name: string
  settings: { kernel?: number; stride?: number; padding?: number; eps?: number }
  inputs: Record<string, Tensor>
  constants: Record<string, Tensor>
  gradOutput: Tensor
  outputs: Record<string, Tensor>
  grads: Record<string, Tensor>
}

/** Against PyTorch, which rounds in another order: the bounds are those that its own float32 keeps to its float64. */
export function imageOraclesConformance(adapter: ImageAdapter): void {
  const { operations, memory, precision } = adapter
  const file = `../../../../../test/golden/oracles/layers_${precision === 'float32' ? 'f32' : 'f64'}.json`
  const { cases }: { cases: LayerCase[] } = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
  const casesOf = (pattern: RegExp) => cases.filter(({ name }) => pattern.test(name))

  /** The largest error as a share of what is allowed. */
  function errorOf(actual: ArrayLike<number>, { data }: Tensor): number {
    const allowed = (value: number) =>
      precision === 'float32' ? 1e-4 * (0.01 + Math.abs(value)) : 1e-10 * (1 + Math.abs(value))
    if (actual.length !== data.length) return Number.NaN
    return Math.max(...data.map((value, i) => Math.abs(actual[i] - value) / allowed(value)))
  }

  /** PyTorch's [rows, channels, height, width]. */
  const images = ({ shape: [rows, channels, height, width], data }: Tensor, border = 0): Images =>
    imagesOf(
      adapter,
      { rows, height, width, channels, border },
      reordered(data, [rows, channels, height, width], [0, 2, 3, 1]),
    )
  const empty = ({ shape: [rows, channels, height, width] }: Tensor, border = 0): Images =>
    memory.images(rows, { height, width, channels, border })
  const errorOfImages = (actual: Images, expected: Tensor): number => {
    const { capacity, height, width, channels } = actual
    return errorOf(reordered(valuesOf(actual), [capacity, height, width, channels], [0, 3, 1, 2]), expected)
  }
  const columns = (tensor: Tensor | undefined, channels: number) =>
    columnsOf(adapter, tensor?.data ?? Array(channels).fill(0))

  describe(`${adapter.name}: PyTorch agrees`, () => {
    it.each(casesOf(/^conv2d/))(
      'on $name and its three gradients',
      ({ settings, inputs, outputs, grads, gradOutput }) => {
        const { kernel, stride, padding } = settings as Required<LayerCase['settings']>
        const [units, channels] = inputs['weight'].shape
        const toRows = [2, 3, 1, 0]
        const weights = matrixOf(
          adapter,
          kernel * kernel * channels,
          units,
          reordered(inputs['weight'].data, [units, channels, kernel, kernel], toRows),
        )
        const x = images(inputs['x'], padding)
        const out = empty(outputs['y'], 1)
        const rows = x.capacity
        const window = { kernel, stride, padding, rows }
        operations.convolution({ x, weights, bias: columns(inputs['bias'], units), out, ...window })
        expect(errorOfImages(out, outputs['y'])).toBeLessThanOrEqual(1)

        const gradWeights = memory.matrix(weights.rows, units)
        const gradBias = columns(undefined, units)
        const gradIn = empty(inputs['x'])
        const gradOut = images(gradOutput)
        operations.convolutionBackward({ x, weights, gradOut, gradWeights, gradBias, gradIn, ...window })
        expect(errorOfImages(gradIn, grads['x'])).toBeLessThanOrEqual(1)
        const expected = reordered(grads['weight'].data, [units, channels, kernel, kernel], toRows)
        expect(errorOf(valuesOfMatrix(gradWeights), { shape: [], data: expected })).toBeLessThanOrEqual(1)
        // One case has no bias, and so no gradient by it.
        const bias = [...gradBias.subarray(0, units)]
        expect(errorOf(bias, grads['bias'] ?? { shape: [units], data: bias })).toBeLessThanOrEqual(1)
      },
    )

    it.each(casesOf(/^maxpool/))('on $name and its gradient', ({ settings, inputs, outputs, grads, gradOutput }) => {
      const pool = { kernel: settings.kernel!, stride: settings.stride!, rows: inputs['x'].shape[0] }
      const [x, out, gradIn] = [images(inputs['x']), empty(outputs['y']), empty(inputs['x'])]
      operations.maxPool({ x, out, ...pool })
      expect(errorOfImages(out, outputs['y'])).toBeLessThanOrEqual(1)
      operations.maxPoolBackward({ x, out, gradOut: images(gradOutput), gradIn, ...pool })
      expect(errorOfImages(gradIn, grads['x'])).toBeLessThanOrEqual(1)
    })

    it.each(casesOf(/^avgpool/))('on $name and its gradient', ({ settings, inputs, outputs, grads, gradOutput }) => {
      const { kernel, stride, padding = 0 } = settings as { kernel: number; stride: number; padding?: number }
      const window = { kernel, stride, padding, rows: inputs['x'].shape[0] }
      const [x, out, gradIn] = [images(inputs['x'], padding), empty(outputs['y']), empty(inputs['x'])]
      operations.averagePool({ x, out, ...window })
      expect(errorOfImages(out, outputs['y'])).toBeLessThanOrEqual(1)
      operations.averagePoolBackward({ gradOut: images(gradOutput), gradIn, ...window })
      expect(errorOfImages(gradIn, grads['x'])).toBeLessThanOrEqual(1)
    })

    it('on the mean of whole images', () => {
      // Its images are not square: this is the sum of channelMoments, one image at a time.
      const { inputs, outputs } = casesOf(/^global_avgpool/)[0]
      const [rows, channels, height, width] = inputs['x'].shape
      const means = Array.from({ length: rows }, (_, r) => {
        const one = inputs['x'].data.slice(r * channels * height * width, (r + 1) * channels * height * width)
        const [mean, variance] = [columns(undefined, channels), columns(undefined, channels)]
        const x = images({ shape: [1, channels, height, width], data: one })
        operations.channelMoments({ x, rows: 1, mean, variance })
        return [...mean.subarray(0, channels)]
      })
      expect(errorOf(means.flat(), outputs['y'])).toBeLessThanOrEqual(1)
    })

    it('on batch norm while training, and its three gradients', () => {
      const { settings, inputs, outputs, grads, gradOutput } = casesOf(/^batchnorm2d_train/)[0]
      const [rows, channels] = inputs['x'].shape
      const x = images(inputs['x'])
      const [mean, variance, inverse, sum, product] = Array.from({ length: 5 }, () => columns(undefined, channels))
      operations.channelMoments({ x, rows, mean, variance })
      for (let c = 0; c < channels; c++) inverse[c] = 1 / Math.sqrt(variance[c] + settings.eps!)
      const [scale, shift] = [columns(inputs['weight'], channels), columns(inputs['bias'], channels)]
      const [normal, out] = [empty(inputs['x']), empty(inputs['x'], 1)]
      operations.normaliseChannels({ x, mean, inverse, scale, shift, normal, out, rows })
      expect(errorOfImages(out, outputs['y'])).toBeLessThanOrEqual(1)
      const gradient = images(gradOutput, 1)
      operations.channelProducts({ gradOut: gradient, normal, rows, sum, product })
      expect(errorOf(sum.subarray(0, channels), grads['bias'])).toBeLessThanOrEqual(1)
      expect(errorOf(product.subarray(0, channels), grads['weight'])).toBeLessThanOrEqual(1)
      const way = { gradOut: gradient, gradIn: gradient, normal, inverse, scale, sum, product, rows }
      operations.normaliseChannelsBackward(way)
      expect(errorOfImages(gradient, grads['x'])).toBeLessThanOrEqual(1)
    })
  })
}

/** The values of a tensor with its axes in another order. */
function reordered(data: ArrayLike<number>, shape: readonly number[], axes: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1))
  const sides = axes.map((axis) => shape[axis])
  return Array.from({ length: data.length }, (_, i) => {
    let rest = i
    let from = 0
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += (rest % sides[axis]) * strides[axes[axis]]
      rest = Math.floor(rest / sides[axis])
    }
    return data[from]
  })
}
