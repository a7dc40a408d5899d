import type { Dataset } from '@hypersweep/core'
import { type RandomStream, randomStream } from '@hypersweep/numbers'
import type { DigitsSource } from '../data-source.ts'
import { contentSha256 } from '../files/content-sha256.ts'
import { sharedFloats, sharedIntegers } from '../parts/shared-arrays.ts'
import { splitStratified } from '../parts/split.ts'
import { checkOptions } from './check-options.ts'
import { draw, SIDE } from './draw.ts'
import { write } from './handwriting.ts'

const PIXELS = SIDE * SIDE
const CLASS_NAMES = Array.from({ length: 10 }, (_, digit) => String(digit))
/** How much of the background the noise reaches: most of it stays 0, as in scanned handwriting. */
const SPECKLED = 0.06

/**
 * Digits as a hand would write them, 28 × 28 pixels, background 0; row i is the digit i mod 10, with random numbers of
 * its own. Shades are made whole numbers of 0 … 255 and divided by 255, as MNIST's are.
 *
 * @throws DatasetError DATA_OPTION, DATA_SPLIT
 */
export function generateDigits(source: DigitsSource): Dataset {
  checkOptions(source, CLASS_NAMES.length)
  const labels = sharedIntegers(Array.from({ length: source.rows }, (_, row) => row % 10))
  const bytes = new Uint8Array(source.rows * PIXELS)
  for (const [row, digit] of labels.entries()) {
    drawDigit(digit, source.noise, randomStream(source.seed, 'data', row), bytes.subarray(row * PIXELS))
  }
  const features = sharedFloats(bytes.length)
  for (let i = 0; i < bytes.length; i++) features[i] = bytes[i] / 255
  return {
    name: 'digits',
    sha256: contentSha256(bytes, labels),
    shape: [SIDE, SIDE, 1],
    inputs: PIXELS,
    classNames: CLASS_NAMES,
    scale: { kind: 'divide', by: 255 },
    features,
    labels,
    ...splitStratified(labels, CLASS_NAMES, source),
  }
}

function drawDigit(digit: number, noise: number, stream: RandomStream, bytes: Uint8Array): void {
  const image = new Float64Array(PIXELS)
  draw(write(digit, stream), image)
  for (let i = 0; i < PIXELS; i++) {
    const shade = image[i] > 0 || stream.uniform() < SPECKLED ? image[i] + noise * stream.normal() : 0
    bytes[i] = Math.floor(Math.min(1, Math.max(0, shade)) * 255 + 0.5)
  }
}
