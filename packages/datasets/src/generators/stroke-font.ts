import { cos, sin } from '@hypersweep/numbers'

/** A point of the box in which a digit is drawn: x from 0 (left) to 1, y from 0 (top) to 1. */
export type Point = readonly [x: number, y: number]

/** Points joined by straight lines. */
export type Stroke = readonly Point[]

/** For each digit 0 … 9 the ways to write it, each a list of strokes. */
export const STROKE_FONT: readonly (readonly (readonly Stroke[])[])[] = [
  [[oval(0.5, 0.5, 0.42, 0.5)], [oval(0.5, 0.5, 0.32, 0.5)]],
  [
    [line([0.5, 0], [0.5, 1])],
    [line([0.25, 0.22], [0.52, 0], [0.52, 1])],
    [line([0.25, 0.2], [0.5, 0], [0.5, 1]), line([0.2, 1], [0.8, 1])],
  ],
  [
    [[...arc(0.48, 0.28, 0.4, 0.28, 190, 395), [0.06, 1], [0.95, 1]]],
    [[...arc(0.48, 0.3, 0.38, 0.3, 200, 400), ...arc(0.25, 0.9, 0.18, 0.12, 300, 60), [0.95, 0.98]]],
  ],
  [
    [[...arc(0.45, 0.25, 0.38, 0.25, 200, 450), ...arc(0.45, 0.74, 0.45, 0.26, 270, 510)]],
    [[[0.1, 0], [0.85, 0], [0.45, 0.4], ...arc(0.45, 0.7, 0.42, 0.3, 280, 510)]],
  ],
  [
    [line([0.3, 0], [0.06, 0.6], [0.96, 0.6]), line([0.72, 0.15], [0.66, 1])],
    [line([0.68, 1], [0.7, 0], [0.04, 0.68], [0.96, 0.68])],
  ],
  [
    [[[0.88, 0], [0.2, 0], [0.15, 0.44], ...arc(0.45, 0.69, 0.43, 0.31, 230, 505)]],
    [line([0.2, 0.05], [0.18, 0.45]), line([0.2, 0.03], [0.9, 0]), arc(0.42, 0.7, 0.42, 0.3, 230, 500)],
  ],
  [
    [[...arc(0.8, 0.62, 0.73, 0.62, 265, 180), ...arc(0.48, 0.72, 0.41, 0.28, 180, 540)]],
    [[[0.6, 0], [0.15, 0.55], ...arc(0.46, 0.74, 0.38, 0.26, 200, 560)]],
  ],
  [
    [line([0.05, 0.02], [0.92, 0], [0.36, 1])],
    [line([0.05, 0.02], [0.92, 0], [0.4, 1]), line([0.3, 0.52], [0.85, 0.5])],
    [line([0.06, 0.15], [0.06, 0], [0.92, 0], [0.55, 1])],
  ],
  [
    [oval(0.5, 0.25, 0.34, 0.25), oval(0.5, 0.75, 0.42, 0.25)],
    [[...arc(0.5, 0.25, 0.36, 0.25, -20, -270), ...arc(0.5, 0.75, 0.4, 0.25, -90, 270), [0.84, 0.15]]],
  ],
  [
    [[...arc(0.5, 0.28, 0.4, 0.28, 0, -360), [0.86, 0.5], [0.78, 1]]],
    [oval(0.46, 0.27, 0.38, 0.27), arc(0.2, 0.3, 0.66, 0.7, 0, 85)],
  ],
]

function line(...points: Point[]): Stroke {
  return points
}

function oval(x: number, y: number, width: number, height: number): Stroke {
  return arc(x, y, width, height, -90, 270)
}

/** A part of an ellipse by its centre, half axes and angles in degrees: 0 points right, 90 down. */
function arc(x: number, y: number, width: number, height: number, from: number, to: number): Stroke {
  const pieces = Math.floor(Math.abs(to - from) / 22.5) + 2
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180
    return [x + width * cos(angle), y + height * sin(angle)]
  })
}
