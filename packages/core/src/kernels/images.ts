import type { Floats } from '../formula/floats.ts'
import { type Matrix, PANEL_COLUMNS } from './matrix.ts'

export interface ImageSize {
  height: number
  width: number
  channels: number
  /** Pixels of zeros on each side, so that a convolution or a pool with padding finds them there. */
  border?: number
  /** Leaves no gap between pixels: for a network's input, which is only read. */
  packed?: boolean
}

/**
 * Images [capacity, height, width, channels] with a border: value (r, y, x, c) is at
 * ((r·(height + 2·border) + y + border)·(width + 2·border) + x + border)·pixel + c.
 *
 * `pixel` is `channels` where they are packed, and else `channels` rounded up to a multiple of 8. Channels past the last
 * are zero in gradients, and meaningless in other images. Borders are zero; operations write inside of them, and only
 * formulas, which do not know them, may spoil them (see `clearBorder`).
 */
export interface Images {
  readonly capacity: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly border: number
  /** Floats from a pixel to the next. */
  readonly pixel: number
  readonly values: Floats
}

/** Channels that are computed at once, at least; a pixel is a multiple of it. */
export const CHANNEL_GROUP = 8

/** Images of zeros in an array that `floats` makes. */
export function createImages(capacity: number, size: ImageSize, floats: (count: number) => Floats): Images {
  const { height, width, channels, border = 0, packed = false } = size
  const pixel = packed ? channels : Math.ceil(channels / CHANNEL_GROUP) * CHANNEL_GROUP
  const count = capacity * (height + 2 * border) * (width + 2 * border) * pixel
  const values = floats(Math.ceil(count / PANEL_COLUMNS) * PANEL_COLUMNS)
  return { capacity, height, width, channels, border, pixel, values }
}

/** Where value (r, y, x, c) lies in `values`; y and x may lie in the border. */
export function imageOffset(images: Images, r: number, y: number, x: number, c: number): number {
  const { border, pixel } = images
  const rows = images.height + 2 * border
  const columns = images.width + 2 * border
  return ((r * rows + y + border) * columns + x + border) * pixel + c
}

/** The same floats as a matrix of one panel, for formulas; borders and gaps are in it. */
export function flatImages({ values }: Images): Matrix {
  const rows = values.length / PANEL_COLUMNS
  return { rows, columns: PANEL_COLUMNS, stride: rows, values }
}

/** How many rows of `flatImages` hold the first `rows` images. */
export function flatRows(images: Images, rows: number): number {
  return Math.ceil((rows * floatsOfImage(images)) / PANEL_COLUMNS)
}

export function floatsOfImage({ height, width, border, pixel }: Images): number {
  return (height + 2 * border) * (width + 2 * border) * pixel
}

/** How a window moves over images. */
export interface Window {
  /** Side of the window. */
  kernel: number
  stride: number
  /** Zeros around the image; at most the image's border. */
  padding: number
}

/** How many windows fit into a side: ⌊(side + 2·padding − kernel) / stride⌋ + 1; what is left over is not looked at. */
export function windowsOf(side: number, { kernel, stride, padding }: Window): number {
  return Math.floor((side + 2 * padding - kernel) / stride) + 1
}

/**
 * What is done with images, in every adapter with the same bits. `rows` says how many images are in use.
 *
 * Sums start at +0 and take their terms in the order said, each multiplied first and then added. In what goes backwards
 * the terms whose factor from `gradOut` is zero may be left out, so 0·∞ and 0·NaN count as 0 there; for finite numbers
 * this changes no bit. A sum over pixels "in four" is (s₀ + s₁) + (s₂ + s₃) with sⱼ over the pixels whose column x has
 * x mod 4 = j, images, y and x ascending.
 */
export interface ImageOperations {
  /** to[r, y, x, c] = from[((r·height + y)·width + x)·channels + c]: rows as data sets have them */
  loadImages(call: { from: Floats; to: Images; rows: number }): void
  /** Fills the border with zeros again, after a formula whose value at zero is not zero (sigmoid) ran over `flatImages`. */
  clearBorder(call: { images: Images; rows: number }): void
  /** to[r, (y·width + x)·channels + c] = from[r, y, x, c] */
  flatten(call: { from: Images; to: Matrix; rows: number }): void
  /** The same the other way; channels past the last become zero. */
  unflatten(call: { from: Matrix; to: Images; rows: number }): void

  convolution(call: Convolution): void
  convolutionBackward(call: ConvolutionBackward): void
  pooledConvolution(call: PooledConvolution): void
  pooledConvolutionBackward(call: PooledConvolutionBackward): void

  /** out = the largest of each window of x; NaN where one of them is. */
  maxPool(call: Pool): void
  /** Each gradOut goes to the first of the largest of its window, row by row; where windows overlap, in their order. To none where the largest is NaN. */
  maxPoolBackward(call: MaxPoolBackward): void
  /** out = (the sum of each window of x, row by row) / kernel²; zeros of the padding count. */
  averagePool(call: Pool & Pick<Window, 'padding'>): void
  /** Each gradOut / kernel² goes to every pixel of its window; where windows overlap, in their order. */
  averagePoolBackward(call: AveragePoolBackward): void

  /** mean[c] = (Σ x[·, c]) / n; variance[c] = (Σ (x[·, c] − mean[c])²) / n: over n = rows·height·width pixels in four. */
  channelMoments(call: { x: Images; rows: number; mean: Floats; variance: Floats }): void
  /** normal = (x − mean[c])·inverse[c]; out = normal·scale[c] + shift[c] */
  normaliseChannels(call: NormaliseChannels): void
  /** sum[c] = Σ gradOut[·, c]; product[c] = Σ gradOut[·, c]·normal[·, c]: over pixels in four. The gradients of shift and scale. */
  channelProducts(call: { gradOut: Images; normal: Images; rows: number; sum: Floats; product: Floats }): void
  /** gradIn = (scale[c]·inverse[c])·((gradOut − sum[c]/n) − normal·(product[c]/n)), n = rows·height·width */
  normaliseChannelsBackward(call: NormaliseChannelsBackward): void

  /** to[r, y, x, c] = from[r, y, x, c]·mask[r, c]: drops whole channels of an image. */
  dropChannels(call: DropChannels): void
}

/**
 * out[r, y, x, n] = f((Σ x[r, y·stride + ky − padding, x·stride + kx − padding, c]·weights[k, n]) + bias[n])
 *
 * over k = (ky·kernel + kx)·channels + c ascending; f is max(·, 0) where `rectifies`, else it is not there.
 * weights [kernel·kernel·channels, outChannels] is a matrix as others are, so row-major it is the tensor
 * [kernel, kernel, channels, outChannels]; bias is [outChannels], with zeros up to a multiple of 16.
 */
export interface Convolution extends Window {
  x: Images
  weights: Matrix
  bias: Floats
  out: Images
  rectifies?: boolean
  rows: number
}

/**
 * A convolution, max pool 2 × 2 (an odd last row and column are not looked at) and ReLU in one.
 *
 *     sums = Σ x·weights, as in `Convolution`      out = max(max of 4 sums + bias, 0)
 *
 * Since rounding is monotone it is max pool(relu(sums + bias)) to the last bit; only an infinite bias beside an opposite
 * infinite sum is a NaN there and not here. `sums` is kept for the way back.
 */
export interface PooledConvolution extends Omit<Convolution, 'rectifies'> {
  sums: Images
}

/**
 * The gradients of a convolution without f.
 *
 *     gradWeights[k, n] = Σ over (r, y, x) of x[…, c]·gradOut[r, y, x, n]      ascending
 *     gradBias[n]       = Σ gradOut[·, n]                                      over pixels in four
 *     gradIn[r, y, x, c] = Σ gradOut[r, v, u, n]·weights[k, n]                 over (v, u, n) ascending
 *
 * with k = (ky·kernel + kx)·channels + c, ky = y + padding − v·stride, kx = x + padding − u·stride where these are in
 * 0 … kernel − 1. Without `gradIn` that one is not computed.
 */
export interface ConvolutionBackward extends Window {
  x: Images
  weights: Matrix
  gradOut: Images
  gradWeights: Matrix
  gradBias: Floats
  gradIn?: Images
  rows: number
}

/**
 * The way back through pool and ReLU, then as in `ConvolutionBackward`: where out > 0, gradOut goes to the first of the
 * largest sums of its window. (The first largest before the bias is added, which may round two sums to one.)
 */
export interface PooledConvolutionBackward extends ConvolutionBackward {
  sums: Images
  out: Images
}

/** Windows of `kernel` · `kernel`, `stride` apart. */
export interface Pool extends Pick<Window, 'kernel' | 'stride'> {
  x: Images
  out: Images
  rows: number
}

export interface MaxPoolBackward extends Pool {
  gradOut: Images
  gradIn: Images
}

export interface AveragePoolBackward extends Window {
  gradOut: Images
  gradIn: Images
  rows: number
}

interface Normalisation {
  inverse: Floats
  scale: Floats
  normal: Images
  rows: number
}

/** `normal` may be `x`. Statistics, `scale` and `shift` are [channels], with zeros up to a multiple of 16. */
export interface NormaliseChannels extends Normalisation {
  x: Images
  mean: Floats
  shift: Floats
  out: Images
}

/** `gradIn` may be `gradOut`. */
export interface NormaliseChannelsBackward extends Normalisation {
  gradOut: Images
  sum: Floats
  product: Floats
  gradIn: Images
}

/**
 * mask[r, c] is 65536 / threshold where the 16 random bits of row r and channel c are below `threshold`, else 0: the bits
 * that `Dropout` has for row r and column c. `to` may be `from`.
 */
export interface DropChannels {
  from: Images
  to: Images
  /** 1 … 65535 */
  threshold: number
  /** The layer's place in the network, from 0. */
  layer: number
  /** [low word of the trial's seed, high word, epoch, step] */
  draw: Int32Array
  rows: number
}
