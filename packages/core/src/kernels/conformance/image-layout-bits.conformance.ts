import { describe, expect, it } from 'vitest'
import { type ImageSize, type Images, type Window, windowsOf } from '../images.ts'
import {
  columnsOf,
  countOf,
  type ImageAdapter,
  imagesOf,
  noise,
  restOf,
  specials,
  valuesOf,
  valuesOfMatrix,
} from './image-values.ts'

type Size = ImageSize & { rows: number; border: number }

const SIZES: Size[] = [
  { rows: 1, height: 1, width: 1, channels: 1, border: 0 },
  { rows: 3, height: 5, width: 4, channels: 3, border: 1 },
  { rows: 2, height: 6, width: 7, channels: 8, border: 2 },
  { rows: 2, height: 4, width: 9, channels: 13, border: 1 },
  { rows: 5, height: 7, width: 6, channels: 40, border: 1 },
]

/** [kernel, stride, padding] of pools; the windows of some overlap. */
const WINDOWS = [
  [1, 1, 0],
  [2, 2, 0],
  [3, 2, 1],
  [3, 3, 0],
  [2, 1, 1],
  [3, 1, 1],
] as const

/** As `imageBitsConformance`, for all that is not a convolution. */
export function imageLayoutBitsConformance(adapter: ImageAdapter, reference: ImageAdapter): void {
  describe(`${adapter.name} has the bits of ${reference.name} for images`, () => {
    describe.each(SIZES)('[$rows, $height, $width, $channels]', (size) => {
      it.each([false, true])('loaded (packed %s), flattened and brought back', (packed) => {
        expect(thereAndBack(adapter, { ...size, packed })).toEqual(thereAndBack(reference, { ...size, packed }))
      })

      it('whose border is cleared', () => {
        expect(cleared(adapter, size)).toEqual(cleared(reference, size))
      })

      it.each(WINDOWS)('in pools of windows %i, %i apart, padding %i, and back', (kernel, stride, padding) => {
        if (size.height < kernel || size.width < kernel || size.border < padding) return
        const window = { kernel, stride, padding }
        for (const seed of [1, 2])
          expect(maxPool(adapter, size, { ...window, padding: 0 }, seed)).toEqual(
            maxPool(reference, size, { ...window, padding: 0 }, seed),
          )
        expect(averagePool(adapter, size, window)).toEqual(averagePool(reference, size, window))
      })

      it('normalised, and back', () => {
        for (const kind of [noise, specials])
          expect(normalise(adapter, size, kind)).toEqual(normalise(reference, size, kind))
      })

      it.each([1, 20_000, 65_535])('with channels dropped where their bits are not below %i', (threshold) => {
        expect(dropChannels(adapter, size, threshold)).toEqual(dropChannels(reference, size, threshold))
      })
    })
  })
}

function thereAndBack(one: ImageAdapter, size: Size) {
  const { rows, height, width, channels } = size
  const from = columnsOf(one, noise(countOf(size), 1))
  const images = one.memory.images(rows + 1, size)
  one.operations.loadImages({ from, to: images, rows })
  const flat = one.memory.matrix(rows + 1, height * width * channels)
  one.operations.flatten({ from: images, to: flat, rows })
  const back = one.memory.images(rows + 1, { ...size, border: 2 })
  one.operations.unflatten({ from: flat, to: back, rows })
  return [[...images.values], valuesOfMatrix(flat), [...back.values]]
}

function cleared(one: ImageAdapter, size: Size): number[] {
  const images = one.memory.images(size.rows + 1, size)
  images.values.fill(3)
  one.operations.clearBorder({ images, rows: size.rows })
  return [...images.values]
}

function sizeOf(size: Size, window: Window): Size {
  return { ...size, height: windowsOf(size.height, window), width: windowsOf(size.width, window) }
}

function maxPool(one: ImageAdapter, size: Size, { padding, ...pool }: Window, seed: number) {
  const { rows } = size
  const smaller = sizeOf(size, { ...pool, padding })
  const values = seed === 1 ? noise(countOf(size), seed) : specials(countOf(size), seed, false)
  const x = imagesOf(one, { ...size, gap: 7 }, values)
  const out = one.memory.images(rows + 1, smaller)
  one.operations.maxPool({ x, out, rows, ...pool })
  const gradOut = imagesOf(one, smaller, noise(countOf(smaller), 3, 0.2))
  const gradIn = nonzero(one, size)
  one.operations.maxPoolBackward({ x, out, gradOut, gradIn, rows, ...pool })
  return [valuesOf(out, rows), valuesOf(gradIn, rows), restIsZero(gradIn, rows)]
}

function averagePool(one: ImageAdapter, size: Size, window: Window) {
  const { rows } = size
  const smaller = sizeOf(size, window)
  const x = imagesOf(one, { ...size, gap: 7 }, specials(countOf(size), 2, false))
  const out = one.memory.images(rows + 1, smaller)
  one.operations.averagePool({ x, out, rows, ...window })
  const gradOut = imagesOf(one, smaller, noise(countOf(smaller), 3))
  const gradIn = nonzero(one, size)
  one.operations.averagePoolBackward({ gradOut, gradIn, rows, ...window })
  return [valuesOf(out, rows), valuesOf(gradIn, rows), restIsZero(gradIn, rows)]
}

/** Images whose first `rows` hold something that has to be overwritten. */
function nonzero(one: ImageAdapter, size: Size): Images {
  return imagesOf(one, size, noise(countOf(size), 4))
}

function restIsZero(images: Images, rows: number): boolean {
  return restOf(images, rows).every((value) => value === 0)
}

function normalise(one: ImageAdapter, size: Size, kind: (count: number, seed: number) => number[]) {
  const { rows, channels } = size
  const x = imagesOf(one, { ...size, gap: 7 }, kind(countOf(size), 1))
  const columns = (seed: number) => columnsOf(one, noise(channels, seed))
  const [mean, variance, sum, product] = [columns(1), columns(2), columns(3), columns(4)]
  one.operations.channelMoments({ x, rows, mean, variance })
  const given = { inverse: columns(5), scale: columns(6), rows }
  const normal = one.memory.images(rows, { ...size, border: 0 })
  const out = one.memory.images(rows + 1, { ...size, border: 2 })
  one.operations.normaliseChannels({ x, mean, normal, out, shift: columns(7), ...given })
  const gradOut = imagesOf(one, size, kind(countOf(size), 8))
  one.operations.channelProducts({ gradOut, normal, rows, sum, product })
  const gradIn = one.memory.images(rows, size)
  one.operations.normaliseChannelsBackward({ gradOut, normal, gradIn, sum, product, ...given })
  const statistics = [mean, variance, sum, product].map((values) => [...values.subarray(0, channels)])
  return [...statistics, ...[normal, out, gradIn].map((images) => valuesOf(images, rows))]
}

function dropChannels(one: ImageAdapter, size: Size, threshold: number) {
  const { rows } = size
  const from = imagesOf(one, size, noise(countOf(size), 1))
  const to = one.memory.images(rows + 1, size)
  const draw = one.memory.integers(4)
  draw.set([0x89abcdef, 0x01234567, 3, 1000])
  one.operations.dropChannels({ from, to, threshold, layer: 2, draw, rows })
  return [valuesOf(to, rows), restOf(to, rows)]
}
