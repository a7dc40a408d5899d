import { type ImageOperations, imageOffset } from '../../images.ts'
import { offsetOf } from '../../matrix.ts'
import { eachPixel, fillImages } from './pixels.ts'

type LayoutOperations = Pick<ImageOperations, 'loadImages' | 'clearBorder' | 'flatten' | 'unflatten'>

export const layoutOperations: LayoutOperations = {
  loadImages({ from, to, rows }) {
    const { height, width, channels } = to
    fillImages(to, rows, (r, y, x, c) => from[((r * height + y) * width + x) * channels + c])
  },

  clearBorder({ images, rows }) {
    const { height, width, border, pixel, values } = images
    for (let r = 0; r < rows; r++) {
      for (let y = -border; y < height + border; y++) {
        for (let x = -border; x < width + border; x++) {
          const isInside = y >= 0 && y < height && x >= 0 && x < width
          const at = imageOffset(images, r, y, x, 0)
          if (!isInside) values.fill(0, at, at + pixel)
        }
      }
    }
  },

  flatten({ from, to, rows }) {
    eachPixel(from, rows, (r, y, x) => {
      for (let c = 0; c < from.channels; c++) {
        const column = (y * from.width + x) * from.channels + c
        to.values[offsetOf(to, r, column)] = from.values[imageOffset(from, r, y, x, c)]
      }
    })
  },

  unflatten({ from, to, rows }) {
    fillImages(to, rows, (r, y, x, c) => from.values[offsetOf(from, r, (y * to.width + x) * to.channels + c)])
  },
}
