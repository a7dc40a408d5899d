import { type ImageOperations, type Images, imageOffset, type Pool } from '../../images.ts'
import type { Round } from '../round.ts'
import { eachPixel, fillImages } from './pixels.ts'

type PoolOperations = Pick<ImageOperations, 'maxPool' | 'maxPoolBackward' | 'averagePool' | 'averagePoolBackward'>

export function poolOperations(round: Round): PoolOperations {
  return {
    maxPool({ x: images, out, rows, ...pool }) {
      fillImages(out, rows, (r, y, x, c) => largestOf(images, windowOf(images, { ...pool, padding: 0 }, r, y, x, c)))
    },

    maxPoolBackward({ x: images, out, gradOut, gradIn, rows, ...pool }) {
      fillImages(gradIn, rows, () => 0)
      eachOutput(out, rows, (r, y, x, c) => {
        const window = windowOf(images, { ...pool, padding: 0 }, r, y, x, c)
        const largest = largestOf(images, window)
        const first = window.findIndex((at) => images.values[at] === largest)
        if (first < 0) return
        const to = windowOf(gradIn, { ...pool, padding: 0 }, r, y, x, c)[first]
        gradIn.values[to] = round(gradIn.values[to] + gradOut.values[imageOffset(gradOut, r, y, x, c)])
      })
    },

    averagePool({ x: images, out, rows, ...pool }) {
      const area = pool.kernel * pool.kernel
      fillImages(out, rows, (r, y, x, c) => {
        const window = windowOf(images, pool, r, y, x, c)
        return round(window.reduce((sum, at) => round(sum + (at < 0 ? 0 : images.values[at])), 0) / area)
      })
    },

    averagePoolBackward({ gradOut, gradIn, rows, ...pool }) {
      const area = pool.kernel * pool.kernel
      fillImages(gradIn, rows, () => 0)
      eachOutput(gradOut, rows, (r, y, x, c) => {
        const share = round(gradOut.values[imageOffset(gradOut, r, y, x, c)] / area)
        for (const at of windowOf(gradIn, pool, r, y, x, c)) {
          if (at >= 0) gradIn.values[at] = round(gradIn.values[at] + share)
        }
      })
    },
  }
}

function eachOutput(out: Images, rows: number, visit: (r: number, y: number, x: number, c: number) => void): void {
  eachPixel(out, rows, (r, y, x) => {
    for (let c = 0; c < out.channels; c++) visit(r, y, x, c)
  })
}

/** Places of the window's values, row by row; −1 for those outside of the image, which are zero. */
function windowOf(
  images: Images,
  { kernel, stride, padding }: Pick<Pool, 'kernel' | 'stride'> & { padding: number },
  ...[r, outY, outX, c]: [r: number, outY: number, outX: number, c: number]
): number[] {
  return Array.from({ length: kernel * kernel }, (_, i) => {
    const y = outY * stride - padding + Math.floor(i / kernel)
    const x = outX * stride - padding + (i % kernel)
    const isInside = y >= 0 && y < images.height && x >= 0 && x < images.width
    return isInside ? imageOffset(images, r, y, x, c) : -1
  })
}

function largestOf({ values }: Images, window: readonly number[]): number {
  return Math.max(...window.map((at) => values[at]))
}
