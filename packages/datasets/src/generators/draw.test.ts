import { expect, test } from 'vitest'
import { draw, SIDE } from './draw.ts'

const pen = { halfWidth: 1, ink: 0.8 }

function drawn(...strokes: (readonly [number, number])[][]): Float64Array {
  const image = new Float64Array(SIDE * SIDE)
  draw({ ...pen, strokes }, image)
  return image
}

function at(image: Float64Array, x: number, y: number): number {
  return image[y * SIDE + x]
}

test('a pixel is full inside the pen, half at its edge, empty outside', () => {
  // The line runs through the middles of row 10; the edge of the pen is one pixel off.
  const image = drawn([
    [5, 10.5],
    [20, 10.5],
  ])
  expect([8, 9, 10, 11, 12].map((y) => at(image, 12, y))).toEqual([0, 0.4, 0.8, 0.4, 0])
  expect(at(image, 3, 10)).toBe(0)
  expect(at(image, 22, 10)).toBe(0)
})

test('drawing backwards, or a line in two pieces, gives the same image', () => {
  const forward = drawn([
    [4, 5],
    [22, 17],
  ])
  const pieces = drawn([
    [22, 17],
    [13, 11],
    [4, 5],
  ])
  for (const [i, shade] of forward.entries()) expect(pieces[i]).toBeCloseTo(shade, 12)
})

test('crossing strokes are no darker than the ink', () => {
  const image = drawn(
    [
      [5, 14],
      [23, 14],
    ],
    [
      [14, 5],
      [14, 23],
    ],
  )
  expect(Math.max(...image)).toBe(0.8)
})

test('what leaves the image is cut off', () => {
  expect(() =>
    drawn([
      [-10, -10],
      [40, 40],
    ]),
  ).not.toThrow()
  expect(
    drawn([
      [-9, 3],
      [-9, 9],
    ]).every((shade) => shade === 0),
  ).toBe(true)
})

test('a point is a dot', () => {
  expect(
    at(
      drawn([
        [7.5, 7.5],
        [7.5, 7.5],
      ]),
      7,
      7,
    ),
  ).toBe(0.8)
})
