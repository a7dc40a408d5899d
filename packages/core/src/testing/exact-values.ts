import type { Matrix } from '../kernels/matrix.ts'
import type { Parameter } from '../layers/parameter.ts'

/** A parameter's numbers as checkpoints order them, but in the kernels' own precision, which `read` rounds to float32. */
export function exactValues(parameter: Parameter, matrix: Matrix = parameter.values): number[] {
  return placesOf(parameter).map((place) => matrix.values[place]!)
}

/** Where each number of a parameter lies in the arrays of its matrices. */
export function placesOf(parameter: Parameter): number[] {
  const count = parameter.shape.reduce((product, side) => product * side, 1)
  const order = new Float64Array(parameter.values.values.length)
  parameter.write(
    Float64Array.from({ length: count }, (_, i) => i + 1),
    { ...parameter.values, values: order },
  )
  const places = Array<number>(count)
  for (const [place, value] of order.entries()) if (value > 0) places[value - 1] = place
  return places
}
