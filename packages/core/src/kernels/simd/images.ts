import {
  type Convolution,
  type ConvolutionBackward,
  type ImageOperations,
  type Images,
  imageOffset,
  type Pool,
  type Window,
} from '../images.ts'
import { DROPOUT_COUNTER } from '../kernels.ts'
import { type Matrix, PANEL_COLUMNS, panelsOf } from '../matrix.ts'
import { floatWord, type Recorder } from './recorder.ts'

/** Each operation on images as its record: first the images, then the other words, as the classes in assembly/images have them. */
export function imageOperations({ add }: Recorder): ImageOperations {
  return {
    ...layoutOperations(add),
    ...convolutionOperations(add),
    ...poolOperations(add),
    ...channelOperations(add),

    dropChannels({ from, to, threshold, layer, draw, rows }) {
      const words = [rows, threshold, floatWord(65536 / threshold), DROPOUT_COUNTER + layer, draw.byteOffset]
      add('dropChannels', [...place(from), ...place(to), ...words])
    },
  }
}

type Add = Recorder['add']

function layoutOperations(add: Add): Pick<ImageOperations, 'loadImages' | 'clearBorder' | 'flatten' | 'unflatten'> {
  return {
    loadImages: ({ from, to, rows }) => add('loadImages', [...place(to), from.byteOffset, rows]),
    clearBorder: ({ images, rows }) => add('clearBorder', [...place(images), images.border, rows]),
    flatten: ({ from, to, rows }) => add('flatten', [...place(from), ...panels(to), rows]),
    unflatten: ({ from, to, rows }) => add('unflatten', [...place(to), ...panels(from), rows]),
  }
}

function convolutionOperations(
  add: Add,
): Pick<ImageOperations, 'convolution' | 'convolutionBackward' | 'pooledConvolution' | 'pooledConvolutionBackward'> {
  const forward = ({ weights, bias, rows, ...window }: Omit<Convolution, 'x' | 'out'>) => [
    ...panels(weights),
    bias.byteOffset,
    ...windowWords(window),
    rows,
  ]
  const backward = (call: ConvolutionBackward) => [
    ...panels(call.weights),
    ...panels(call.gradWeights),
    call.gradBias.byteOffset,
    ...windowWords(call),
    call.rows,
    Number(call.gradIn !== undefined),
  ]

  return {
    convolution(call) {
      add('convolution', [...place(call.x), ...place(call.out), ...forward(call), Number(call.rectifies ?? false)])
    },
    pooledConvolution(call) {
      add('pooledConvolution', [...place(call.x), ...place(call.sums), ...place(call.out), ...forward(call)])
    },
    convolutionBackward(call) {
      const images = [...place(call.x), ...place(call.gradOut), ...placeOfInput(call)]
      add('convolutionBackward', [...images, ...backward(call)], { scratch: backwardBytes(call, call.gradOut) })
    },
    pooledConvolutionBackward(call) {
      const { sums, out } = call
      const images = [...place(call.x), ...place(call.gradOut), ...placeOfInput(call), ...place(sums), ...place(out)]
      add('pooledConvolutionBackward', [...images, ...backward(call)], { scratch: backwardBytes(call, sums) })
    },
  }
}

/** What a way back needs, sparse or dense: see `prepareSparse`, `prepareDense` and `layBuffer` in assembly/images/backward.ts. */
function backwardBytes(call: ConvolutionBackward, outputs: Images): number {
  return 4 * (4 * call.gradOut.pixel + Math.max(sparseFloats(call, outputs), denseFloats(call, outputs)))
}

function sparseFloats({ x, gradIn, kernel, padding, gradOut }: ConvolutionBackward, { height, width }: Images): number {
  const weights = gradOut.channels * kernel * kernel * x.pixel
  const input = gradIn ? (x.height + 2 * padding) * (x.width + 2 * x.border) * x.pixel : 0
  const gradients = height * width * gradOut.pixel
  return 2 * weights + input + gradients + 3 * (gradients + 4)
}

function denseFloats(call: ConvolutionBackward, { height, width }: Images): number {
  const { x, gradIn, kernel, stride, padding, gradOut } = call
  const [runs, terms] = x.channels === x.pixel ? [1, kernel * x.channels] : [kernel, x.channels]
  const weightSums = panelsOf(gradOut.pixel) * kernel * runs * Math.ceil(terms / 4) * 4 * PANEL_COLUMNS
  const turned = gradIn ? panelsOf(x.channels) * kernel * kernel * gradOut.channels * PANEL_COLUMNS : 0
  const before = Math.max(kernel - 1 - padding, 0)
  const side = (outputs: number, inputs: number) =>
    gradIn ? before + Math.max((outputs - 1) * stride + 1, inputs + padding) : outputs
  return weightSums + turned + side(height, x.height) * side(width, x.width) * gradOut.pixel
}

function poolOperations(
  add: Add,
): Pick<ImageOperations, 'maxPool' | 'maxPoolBackward' | 'averagePool' | 'averagePoolBackward'> {
  const words = ({ rows, padding = 0, ...window }: Pick<Pool, 'kernel' | 'stride' | 'rows'> & Partial<Window>) => [
    ...windowWords({ ...window, padding }),
    rows,
  ]
  return {
    maxPool: (call) => add('maxPool', [...place(call.x), ...place(call.out), ...words(call)]),
    maxPoolBackward(call) {
      const images = [call.x, call.out, call.gradOut, call.gradIn].flatMap(place)
      add('maxPoolBackward', [...images, ...words(call)])
    },
    averagePool: (call) => add('averagePool', [...place(call.x), ...place(call.out), ...words(call)]),
    averagePoolBackward(call) {
      add('averagePoolBackward', [...place(call.gradOut), ...place(call.gradIn), ...words(call)])
    },
  }
}

function channelOperations(
  add: Add,
): Pick<ImageOperations, 'channelMoments' | 'normaliseChannels' | 'channelProducts' | 'normaliseChannelsBackward'> {
  return {
    channelMoments({ x, rows, mean, variance }) {
      add('channelMoments', [...place(x), rows, mean.byteOffset, variance.byteOffset], { scratch: BYTES_OF_SUMS })
    },
    normaliseChannels({ x, normal, out, rows, mean, inverse, scale, shift }) {
      const columns = [mean, inverse, scale, shift].map(({ byteOffset }) => byteOffset)
      add('normaliseChannels', [...place(x), ...place(normal), ...place(out), rows, ...columns])
    },
    channelProducts({ gradOut, normal, rows, sum, product }) {
      const words = [rows, sum.byteOffset, product.byteOffset]
      add('channelProducts', [...place(gradOut), ...place(normal), ...words], { scratch: BYTES_OF_SUMS })
    },
    normaliseChannelsBackward({ gradOut, normal, gradIn, rows, inverse, scale, sum, product }) {
      const columns = [inverse, scale, sum, product].map(({ byteOffset }) => byteOffset)
      add('normaliseChannelsBackward', [...place(gradOut), ...place(normal), ...place(gradIn), rows, ...columns])
    },
  }
}

/** 4 × 8 floats. */
const BYTES_OF_SUMS = 128

/** Images as words: address inside of the border, bytes of a row, an image and a pixel, height, width, channels. */
function place(images: Images): number[] {
  const { values, height, width, channels, border, pixel } = images
  const first = values.byteOffset + 4 * imageOffset(images, 0, 0, 0, 0)
  const rowBytes = 4 * (width + 2 * border) * pixel
  return [first, rowBytes, (height + 2 * border) * rowBytes, 4 * pixel, height, width, channels]
}

/** Where there is no gradIn, its size is said all the same. */
function placeOfInput({ gradIn, x }: ConvolutionBackward): number[] {
  return gradIn ? place(gradIn) : [0, ...place(x).slice(1)]
}

function windowWords({ kernel, stride, padding }: Window): number[] {
  return [kernel, stride, padding]
}

function panels({ values, stride }: Matrix): [at: number, stride: number] {
  return [values.byteOffset, 4 * PANEL_COLUMNS * stride]
}
