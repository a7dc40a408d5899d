import type { Floats } from '../../../formula/floats.ts'
import { type ImageOperations, type Images, imageOffset } from '../../images.ts'
import type { Round } from '../round.ts'
import { fillImages, sumInFour } from './pixels.ts'

type ChannelOperations = Pick<
  ImageOperations,
  'channelMoments' | 'normaliseChannels' | 'channelProducts' | 'normaliseChannelsBackward'
>

export function channelOperations(round: Round): ChannelOperations {
  return {
    channelMoments({ x: images, rows, mean, variance }) {
      const n = pixelsOf(images, rows)
      const square = (value: number) => round(value * value)
      for (let c = 0; c < images.channels; c++) {
        const value = (r: number, y: number, x: number) => images.values[imageOffset(images, r, y, x, c)]
        mean[c] = round(sumInFour(round, images, rows, value) / n)
        const distance = (r: number, y: number, x: number) => square(round(value(r, y, x) - mean[c]))
        variance[c] = round(sumInFour(round, images, rows, distance) / n)
      }
    },

    normaliseChannels({ x: images, mean, inverse, scale, shift, normal, out, rows }) {
      fillImages(normal, rows, (r, y, x, c) =>
        round(round(images.values[imageOffset(images, r, y, x, c)] - mean[c]) * inverse[c]),
      )
      fillImages(out, rows, (r, y, x, c) =>
        round(round(normal.values[imageOffset(normal, r, y, x, c)] * scale[c]) + shift[c]),
      )
    },

    channelProducts({ gradOut, normal, rows, sum, product }) {
      for (let c = 0; c < gradOut.channels; c++) {
        const gradient = (r: number, y: number, x: number) => gradOut.values[imageOffset(gradOut, r, y, x, c)]
        sum[c] = sumInFour(round, gradOut, rows, gradient)
        product[c] = sumInFour(round, gradOut, rows, (r, y, x) =>
          round(gradient(r, y, x) * normal.values[imageOffset(normal, r, y, x, c)]),
        )
      }
    },

    normaliseChannelsBackward({ gradOut, normal, inverse, scale, sum, product, gradIn, rows }) {
      const meanOf = (sums: Floats, c: number) => round(sums[c] / pixelsOf(gradOut, rows))
      fillImages(gradIn, rows, (r, y, x, c) => {
        const centred = round(gradOut.values[imageOffset(gradOut, r, y, x, c)] - meanOf(sum, c))
        const along = round(normal.values[imageOffset(normal, r, y, x, c)] * meanOf(product, c))
        return round(round(scale[c] * inverse[c]) * round(centred - along))
      })
    },
  }
}

function pixelsOf({ height, width }: Images, rows: number): number {
  return Math.fround(rows * height * width)
}
