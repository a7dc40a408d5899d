import type { Training } from './training.ts'

/** The name of a parameter that holds a number which is not finite, where there is one. */
export function nonFiniteWeight({ model, gauges }: Training): string | undefined {
  const squares = gauges.weightSquares()
  return model.parameters.find((_, i) => !Number.isFinite(squares[i]))?.name
}
