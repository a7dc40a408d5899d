import type { Written } from './handwriting.ts'
import type { Stroke } from './stroke-font.ts'

/** Edge of an image in pixels. */
export const SIDE = 28

/**
 * Draws strokes into an image [SIDE, SIDE] of shades in [0, 1], zeros before. A pixel is as dark as the pen covers it:
 * ink where its middle is half a pixel inside the pen's edge, falling to 0 half a pixel outside. Where strokes meet,
 * the darker one stays.
 */
export function draw({ strokes, halfWidth, ink }: Written, image: Float64Array): void {
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) drawSegment(stroke, i, { halfWidth, ink }, image)
  }
}

function drawSegment(stroke: Stroke, i: number, pen: Omit<Written, 'strokes'>, image: Float64Array): void {
  const [[ax, ay], [bx, by]] = [stroke[i - 1], stroke[i]]
  const [fromX, toX] = pixelsBetween(ax, bx, pen.halfWidth)
  const [fromY, toY] = pixelsBetween(ay, by, pen.halfWidth)
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      const distance = distanceToSegment(x + 0.5, y + 0.5, ax, ay, bx, by)
      const shade = pen.ink * Math.min(1, Math.max(0, pen.halfWidth + 0.5 - distance))
      if (shade > image[y * SIDE + x]) image[y * SIDE + x] = shade
    }
  }
}

function pixelsBetween(a: number, b: number, halfWidth: number): [from: number, to: number] {
  const from = Math.floor(Math.min(a, b) - halfWidth - 1)
  const to = Math.floor(Math.max(a, b) + halfWidth + 1)
  return [Math.max(0, from), Math.min(SIDE - 1, to)]
}

function distanceToSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length2
  const t = Math.min(1, Math.max(0, along))
  const [offX, offY] = [x - ax - t * dx, y - ay - t * dy]
  return Math.sqrt(offX * offX + offY * offY)
}
