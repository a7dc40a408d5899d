import type { Activation } from '../activations/index.ts'
import { formula } from '../formula/index.ts'
import { flatImages, flatRows, type Images } from '../kernels/images.ts'
import type { Kernels, Operations, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import { derivative } from './activation.ts'
import { batchNormParameters } from './batch-norm.ts'
import { inverseDeviation, runningUpdate } from './batch-norm-formulas.ts'
import type { LayerContext } from './definition.ts'
import { copy, dropoutThreshold } from './dropout.ts'
import { windowedSize } from './image-input.ts'
import type { ImageStageMaker } from './image-stage.ts'
import type { Parameter } from './parameter.ts'
import { scalar } from './scalar.ts'

/** An activation of every pixel and channel; the border stays zero. */
export function imageActivation(kernels: Kernels, f: Activation): ImageStageMaker {
  return (before) => {
    const { output: x, gradient } = before
    const out = f.needsInput ? alike(kernels, x) : x
    const forward = formula(f.name, ({ stream }) => ({ out: f.forward(stream('x')) }))
    const [flatX, flatOut, flatGradient] = [flatImages(x), flatImages(out), flatImages(gradient)]
    return {
      output: out,
      gradient,
      parameters: [],
      buffers: [],
      forward(operations, { rows }) {
        operations.panels(16, flatRows(x, rows), [kernels.formula(forward, { x: flatX, out: flatOut })])
        if (out.border > 0) operations.clearBorder({ images: out, rows })
      },
      backward(operations, { rows }) {
        const operands = { x: flatX, y: flatOut, gradient: flatGradient }
        operations.panels(16, flatRows(gradient, rows), derivative(kernels, f, operands))
      },
    }
  }
}

/**
 * Batch normalisation of each channel, over all pixels of the batch; see `batchNorm`.
 *
 * Source: Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167, section 3.2, as PyTorch's `BatchNorm2d`.
 */
export function imageBatchNorm({ kernels, name }: Pick<LayerContext, 'kernels' | 'name'>): ImageStageMaker {
  return (before) => {
    const { output: x, gradient } = before
    const { channels, height, width } = x
    const { scale, shift, runningMean, runningVariance } = batchNormParameters(kernels, name, channels)
    const [mean, variance] = [kernels.matrix(1, channels), kernels.matrix(1, channels)]
    const inverse = kernels.matrix(1, channels)
    const out = alike(kernels, x)
    const own = { inverse: inverse.values, scale: scale.values.values, normal: x }
    const invert = (of: Matrix) => kernels.formula(inverseDeviation, { variance: of, inverse })
    const feed = (running: Parameter, batch: Matrix, correction: number) =>
      kernels.formula(runningUpdate, { running: running.values, batch, correction: scalar(kernels, correction) })
    const perChannel = (operations: Operations, ...follow: PanelOperation[]) => operations.panels(channels, 1, follow)

    return {
      output: out,
      gradient,
      parameters: [scale, shift],
      buffers: [runningMean, runningVariance],
      forward(operations, { rows, isTraining }) {
        const used = isTraining ? { mean, variance } : { mean: runningMean.values, variance: runningVariance.values }
        if (isTraining) operations.channelMoments({ x, rows, mean: mean.values, variance: variance.values })
        perChannel(operations, invert(used.variance))
        operations.normaliseChannels({ ...own, x, mean: used.mean.values, shift: shift.values.values, out, rows })
        if (!isTraining) return
        const pixels = rows * height * width
        perChannel(operations, feed(runningMean, mean, 1), feed(runningVariance, variance, pixels / (pixels - 1)))
      },
      backward(operations, pass) {
        const { rows } = pass
        const sums = { sum: shift.gradient.values, product: scale.gradient.values }
        operations.channelProducts({ gradOut: gradient, normal: x, rows, ...sums })
        operations.normaliseChannelsBackward({ ...own, ...sums, gradOut: gradient, gradIn: gradient, rows })
        perChannel(operations, ...pass.takeColumns(scale), ...pass.takeColumns(shift))
      },
    }
  }
}

/** Max pooling by windows of `kernel` × `kernel`, side by side, into images with a border. */
export function imageMaxPool(kernel: number, { kernels, capacity, border, name }: LayerContext): ImageStageMaker {
  return (before) => {
    const { output: x, gradient: gradIn } = before
    const window = { kernel, stride: kernel }
    const size = { channels: x.channels, border, ...windowedSize(x, { ...window, padding: 0 }, name) }
    const [out, gradOut] = [kernels.images(capacity, size), kernels.images(capacity, size)]
    return {
      output: out,
      gradient: gradOut,
      parameters: [],
      buffers: [],
      forward: (operations, { rows }) => operations.maxPool({ x, out, ...window, rows }),
      backward: (operations, { rows }) => operations.maxPoolBackward({ x, out, gradOut, gradIn, ...window, rows }),
    }
  }
}

/**
 * Spatial dropout: a channel of an image is kept or dropped as a whole, since neighbouring pixels say much the same.
 *
 * Source: Tompson et al. 2015, https://arxiv.org/abs/1411.4280, section 3.2; else as `dropout`.
 */
export function spatialDropout(probability: number, inPlace: boolean, context: LayerContext): ImageStageMaker {
  const { kernels, index: layer, draw } = context
  const threshold = dropoutThreshold(probability)
  return (before) => {
    const { output: from, gradient } = before
    const to = inPlace ? from : alike(kernels, from)
    const copyAll = () => kernels.formula(copy, { from: flatImages(from), to: flatImages(to) })
    return {
      output: to,
      gradient,
      parameters: [],
      buffers: [],
      forward(operations, { rows, drops }) {
        if (drops) operations.dropChannels({ from, to, threshold, layer, draw, rows })
        else if (!inPlace) operations.panels(16, flatRows(from, rows), [copyAll()])
      },
      backward(operations, { rows, drops }) {
        if (drops) operations.dropChannels({ from: gradient, to: gradient, threshold, layer, draw, rows })
      },
    }
  }
}

function alike(kernels: Kernels, { capacity, ...size }: Images): Images {
  return kernels.images(capacity, size)
}
