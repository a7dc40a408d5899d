import { cos, type RandomStream, sin } from '@hypersweep/numbers'
import { type Point, STROKE_FONT, type Stroke } from './stroke-font.ts'

/** Strokes in pixels, and the pen that draws them. */
export interface Written {
  strokes: readonly Stroke[]
  /** Half the pen's width in pixels. */
  halfWidth: number
  /** The darkest shade, at most 1. */
  ink: number
}

/** Size of the box that a digit fills before it is bent, in pixels, and the middle of the image. */
const WIDTH = 13
const HEIGHT = 19
const MIDDLE = 14

/** One way of writing the digit, at random: bent, slanted, turned, stretched and shifted. */
export function write(digit: number, stream: RandomStream): Written {
  const ways = STROKE_FONT[digit]
  const way = ways[Math.floor(stream.uniform() * ways.length)]
  const bend = bending(stream)
  const place = placing(stream)
  return {
    strokes: way.map((stroke) => stroke.map((point) => place(bend(point)))),
    halfWidth: 0.8 + 0.8 * stream.uniform(),
    ink: 0.65 + 0.35 * stream.uniform(),
  }
}

/** Moves points of the unit box along two waves of half to a whole period per box. */
function bending(stream: RandomStream): (point: Point) => Point {
  const waves = Array.from({ length: 4 }, () => ({
    height: 0.05 * stream.normal(),
    period: 3 + 3 * stream.uniform(),
    phase: 2 * Math.PI * stream.uniform(),
  }))
  const wave = (i: number, at: number) => waves[i].height * sin(waves[i].period * at + waves[i].phase)
  return ([x, y]) => [x + wave(0, y) + wave(1, x), y + wave(2, x) + wave(3, y)]
}

/** From the unit box to pixels. */
function placing(stream: RandomStream): (point: Point) => Point {
  const angle = 0.13 * stream.normal()
  const slant = 0.18 * stream.normal()
  const width = WIDTH * (0.8 + 0.4 * stream.uniform())
  const height = HEIGHT * (0.8 + 0.3 * stream.uniform())
  const shiftX = 1.05 * stream.normal()
  const shiftY = 0.9 * stream.normal()
  const [c, s] = [cos(angle), sin(angle)]
  return ([boxX, boxY]) => {
    const y = (boxY - 0.5) * height
    const x = (boxX - 0.5) * width - slant * y
    return [MIDDLE + shiftX + c * x - s * y, MIDDLE + shiftY + s * x + c * y]
  }
}
