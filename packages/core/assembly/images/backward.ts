import { scratch } from '../memory'
import { isWide } from '../tier'
import { BLOCK_OF_SUMS, addImage, totalOf } from './channels'
import { firstWindow } from './convolution'
import { Filter, NO_BIAS, Source, Target, convolve } from './convolve'
import { gradients } from './gradient-tiles'
import { Images, behindImages, copyFloats, groupBytes, imageOf, imagesAt } from './images'
import { unpoolGradient } from './pooled'
import { Handed, canBeHanded, countNonzeros, handBack, layList, takeInput, turnUnits } from './sparse-backward'
import { Terms, addWeightGradients, copyWeightGradients, panelBytesOf } from './weight-gradients'

// Backwards one image after the other, so that all of it stays in the cache. Where few gradients of the output are not
// zero they are handed on one by one (sparse-backward.ts). Else the dense way: the gradient of an image is brought to a
// buffer with zeros around and, where windows are further apart than one pixel, between; from there it goes to the weights
// and, as a convolution with the weights turned round, to the input.

@unmanaged
class Backward {
  weights: usize
  weightsStride: usize
  gradWeights: usize
  gradWeightsStride: usize
  gradBias: usize
  kernel: i32
  stride: i32
  padding: i32
  rows: i32
  /** Whether there is a gradIn. */
  hasInput: i32
}

const source = changetype<Source>(memory.data(offsetof<Source>()))
const terms = changetype<Terms>(memory.data(offsetof<Terms>()))
const handed = changetype<Handed>(memory.data(offsetof<Handed>()))
const spread = changetype<Source>(memory.data(offsetof<Source>()))
const turned = changetype<Filter>(memory.data(offsetof<Filter>()))
const target = changetype<Target>(memory.data(offsetof<Target>()))

/** Where in the scratch memory things lie: sums of the bias, of the weights, turned weights, gradient of an image. */
let biasSums: usize = 0
let weightSums: usize = 0
let turnedWeights: usize = 0
let buffer: usize = 0

/** Images x, gradOut, gradIn. */
export function convolutionBackward(at: usize): void {
  const images = imagesAt(at, 0), gradOut = imagesAt(at, 1), gradIn = imagesAt(at, 2)
  const args = changetype<Backward>(behindImages(at, 3))
  begin(images, gradOut, gradOut.height, gradOut.width, args)
  useGradient(gradOut, 0)
  const isSparse = args.rows > 0 && isWorthHanding(images, gradOut)
  if (isSparse) prepareSparse(images, gradOut, gradIn, args)
  else prepareDense(images, gradOut, gradIn, args)
  for (let row = 0; row < args.rows; row++) {
    if (isSparse || !args.hasInput) useGradient(gradOut, row)
    else copyGradient(gradOut, row)
    backwardOfImage(images, gradOut, gradIn, args, row, isSparse)
  }
  finish(images, gradOut, args, isSparse)
}

/** Images x, gradOut, gradIn, sums, out. At most a quarter of the gradients is not zero. */
export function pooledConvolutionBackward(at: usize): void {
  const images = imagesAt(at, 0), gradOut = imagesAt(at, 1), gradIn = imagesAt(at, 2)
  const sums = imagesAt(at, 3), out = imagesAt(at, 4)
  const args = changetype<Backward>(behindImages(at, 5))
  begin(images, gradOut, sums.height, sums.width, args)
  const isSparse = canBeHanded(images)
  if (isSparse) prepareSparse(images, gradOut, gradIn, args)
  else prepareDense(images, gradOut, gradIn, args)
  for (let row = 0; row < args.rows; row++) {
    unpoolGradient(sums, out, gradOut, row, gradients.at, gradients.rowBytes, gradients.pixelBytes)
    backwardOfImage(images, gradOut, gradIn, args, row, isSparse)
  }
  finish(images, gradOut, args, isSparse)
}

/** Judged by the first image: the others are like it, and no bit depends on it. */
function isWorthHanding(images: Images, gradOut: Images): bool {
  if (!canBeHanded(images)) return false
  const all = gradOut.height * gradOut.width * gradOut.channels
  return <f32>countNonzeros(gradients.at, groupBytes(gradOut)) < handingLimit() * <f32>all
}

/**
 * The largest share of gradients that are not zero at which handing them on is faster: for 3 × 3 and 5 × 5 windows, 8 to
 * 64 channels and 16 to 64 units it was 0.28 … 0.4 in the wide tier and 0.45 … 0.6 in the other (Zen 4).
 */
// @ts-ignore: decorator
@inline
function handingLimit(): f32 {
  return isWide ? 0.3 : 0.5
}

/** What both ways need; scratch memory begins with the sums of the bias. */
function begin(images: Images, gradOut: Images, height: i32, width: i32, args: Backward): void {
  source.rowBytes = images.rowBytes
  source.pixelBytes = images.pixelBytes
  source.channels = images.channels
  source.stride = args.stride
  gradients.height = height
  gradients.width = width
  biasSums = scratch
  weightSums = biasSums + (groupBytes(gradOut) << 2)
  memory.fill(biasSums, 0, weightSums - biasSums)
}

function prepareSparse(images: Images, gradOut: Images, gradIn: Images, args: Backward): void {
  handed.units = gradOut.channels
  handed.kernel = args.kernel
  handed.rowBytes = <usize>args.kernel * images.pixelBytes
  handed.wholeBytes = handed.rowBytes % 96 == 0 ? handed.rowBytes : 0
  handed.unitBytes = <usize>args.kernel * handed.rowBytes
  handed.sums = weightSums
  handed.weights = weightSums + <usize>handed.units * handed.unitBytes
  const behind = handed.weights + <usize>handed.units * handed.unitBytes
  memory.fill(handed.sums, 0, behind - handed.sums)
  turnUnits(handed, images, args.weights, args.weightsStride, false)
  handed.padding = args.padding
  handed.input = args.hasInput ? behind : 0
  handed.inputBytes = args.hasInput ? <usize>(images.height + 2 * args.padding) * images.rowBytes : 0
  const pixel = groupBytes(gradOut)
  gradients.at = behind + handed.inputBytes
  gradients.rowBytes = <usize>gradients.width * pixel
  gradients.pixelBytes = pixel
  const bytes = <usize>gradients.height * gradients.rowBytes
  memory.fill(gradients.at, 0, bytes)
  layList(gradients.at + bytes, bytes >> 2)
}

function prepareDense(images: Images, gradOut: Images, gradIn: Images, args: Backward): void {
  const isWhole = <usize>images.channels << 2 == images.pixelBytes
  terms.kernel = args.kernel
  terms.runs = isWhole ? 1 : args.kernel
  terms.count = isWhole ? args.kernel * images.channels : images.channels
  turnedWeights = weightSums + ((groupBytes(gradOut) + 63) >> 6) * panelBytesOf(terms)
  memory.fill(weightSums, 0, turnedWeights - weightSums)
  buffer = turnedWeights
  if (args.hasInput) turnWeights(gradOut, gradIn, args)
  layBuffer(gradOut, gradIn, args)
}

/** turned[panel][(ky, kx, n)][c] = weights[(kernel − 1 − ky, kernel − 1 − kx, c), n] */
function turnWeights(gradOut: Images, gradIn: Images, args: Backward): void {
  const taps = args.kernel * args.kernel, channels = gradIn.channels, units = gradOut.channels
  turned.weights = turnedWeights
  turned.stride = <usize>(taps * units) << 6
  turned.bias = NO_BIAS
  turned.biasStride = 0
  turned.kernel = args.kernel
  turned.least = -Infinity
  buffer = turnedWeights + <usize>((channels + 15) >> 4) * turned.stride
  memory.fill(turnedWeights, 0, buffer - turnedWeights)
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < channels; c++) {
      const row = args.weights + (<usize>((taps - 1 - tap) * channels + c) << 6)
      const to = turnedWeights + <usize>(c >> 4) * turned.stride + (<usize>(c & 15) << 2) + (<usize>(tap * units) << 6)
      for (let n = 0; n < units; n++) {
        const value = load<f32>(row + <usize>(n >> 4) * args.weightsStride + (<usize>(n & 15) << 2))
        store<f32>(to + (<usize>n << 6), value)
      }
    }
  }
}

/** A buffer that the windows of the turned weights fit into, and where the gradient of one image lies in it. */
function layBuffer(gradOut: Images, gradIn: Images, args: Backward): void {
  const pixel = groupBytes(gradOut)
  const stride = args.hasInput ? args.stride : 1
  const around = args.kernel - 1 - args.padding
  const before = args.hasInput ? max(around, 0) : 0
  let rows = (gradients.height - 1) * stride + 1, columns = (gradients.width - 1) * stride + 1
  if (args.hasInput) {
    rows = before + max(rows, gradIn.height + args.padding)
    columns = before + max(columns, gradIn.width + args.padding)
  }
  spread.rowBytes = <usize>columns * pixel
  spread.pixelBytes = pixel
  spread.channels = gradOut.channels
  spread.stride = 1
  spread.at = buffer + <usize>(before - around) * (spread.rowBytes + pixel)
  memory.fill(buffer, 0, <usize>rows * spread.rowBytes)
  gradients.at = buffer + <usize>before * (spread.rowBytes + pixel)
  gradients.rowBytes = <usize>stride * spread.rowBytes
  gradients.pixelBytes = <usize>stride * pixel
}

function copyGradient(gradOut: Images, row: i32): void {
  let from = imageOf(gradOut, row), to = gradients.at
  for (let y = 0; y < gradients.height; y++) {
    let p = from, q = to
    for (let x = 0; x < gradients.width; x++) {
      copyFloats(p, q, spread.pixelBytes)
      p += gradOut.pixelBytes, q += gradients.pixelBytes
    }
    from += gradOut.rowBytes, to += gradients.rowBytes
  }
}

/** Nothing around it is wanted where there is no gradIn: it may stay where it is. */
function useGradient(gradOut: Images, row: i32): void {
  gradients.at = imageOf(gradOut, row)
  gradients.rowBytes = gradOut.rowBytes
  gradients.pixelBytes = gradOut.pixelBytes
}

function backwardOfImage(
  images: Images,
  gradOut: Images,
  gradIn: Images,
  args: Backward,
  row: i32,
  isSparse: bool,
): void {
  const bytes = groupBytes(gradOut)
  for (let group: usize = 0; group < bytes; group += 32) {
    addImage(gradients.at + group, gradients, biasSums + (group << 2))
  }
  source.at = firstWindow(images, row, args.padding)
  if (isSparse) {
    memory.fill(handed.input, 0, handed.inputBytes)
    handBack(source, handed)
    if (args.hasInput) takeInput(handed, images, gradIn, row)
  } else {
    addWeightGradients(source, terms, bytes, weightSums)
    if (args.hasInput) convolveBack(gradIn, row)
  }
}

function convolveBack(gradIn: Images, row: i32): void {
  target.at = imageOf(gradIn, row)
  target.rowBytes = gradIn.rowBytes
  target.pixelBytes = gradIn.pixelBytes
  target.height = gradIn.height
  target.width = gradIn.width
  target.groupBytes = groupBytes(gradIn)
  convolve(spread, turned, target)
}

function finish(images: Images, gradOut: Images, args: Backward, isSparse: bool): void {
  const bytes = groupBytes(gradOut)
  for (let group: usize = 0; group < bytes; group += 32) totalOf(biasSums + (group << 2), args.gradBias + group)
  if (isSparse) return turnUnits(handed, images, args.gradWeights, args.gradWeightsStride, true)
  for (let panel: usize = 0; panel << 6 < bytes; panel++) {
    const sums = weightSums + panel * panelBytesOf(terms)
    copyWeightGradients(terms, sums, args.gradWeights + panel * args.gradWeightsStride)
  }
}
