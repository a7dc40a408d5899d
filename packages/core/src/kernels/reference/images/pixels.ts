import { type Images, imageOffset } from '../../images.ts'
import type { Round } from '../round.ts'

/** Visits the pixels of the first `rows` images in order. */
export function eachPixel(
  { height, width }: Images,
  rows: number,
  visit: (r: number, y: number, x: number) => void,
): void {
  for (let r = 0; r < rows; r++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) visit(r, y, x)
    }
  }
}

/** Writes what `value` says for each pixel and channel. */
export function fillImages(
  images: Images,
  rows: number,
  value: (r: number, y: number, x: number, c: number) => number,
): void {
  eachPixel(images, rows, (r, y, x) => {
    for (let c = 0; c < images.channels; c++) images.values[imageOffset(images, r, y, x, c)] = value(r, y, x, c)
  })
}

/** Σ term over the pixels in four: see `ImageOperations`. */
export function sumInFour(
  round: Round,
  images: Images,
  rows: number,
  term: (r: number, y: number, x: number) => number,
): number {
  const sums = [0, 0, 0, 0]
  eachPixel(images, rows, (r, y, x) => {
    sums[x % 4] = round(sums[x % 4] + term(r, y, x))
  })
  return round(round(sums[0] + sums[1]) + round(sums[2] + sums[3]))
}
