import type { PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { BackwardPass, Pass } from './layer.ts'
import type { Parameter } from './parameter.ts'

/** A piece of a layer that works on a product's panels one by one, in place or into a matrix of its own. */
export interface Stage {
  readonly output: Matrix
  readonly parameters: readonly Parameter[]
  readonly buffers: readonly Parameter[]
  forward(pass: Pass): readonly PanelOperation[]
  /** Turns the gradient by its output into the gradient by its input, in place, for the last `forward`. */
  backward(pass: BackwardPass, gradient: Matrix): readonly PanelOperation[]
}

export type StageMaker = (input: Matrix) => Stage

/** Several stages one after the other; what one puts out the next takes. */
export function chain(input: Matrix, makers: readonly StageMaker[]): Stage {
  const stages: Stage[] = []
  for (const make of makers) stages.push(make(stages.at(-1)?.output ?? input))
  return {
    output: stages.at(-1)?.output ?? input,
    parameters: stages.flatMap(({ parameters }) => parameters),
    buffers: stages.flatMap(({ buffers }) => buffers),
    forward: (pass) => stages.flatMap((stage) => stage.forward(pass)),
    backward: (pass, gradient) => stages.toReversed().flatMap((stage) => stage.backward(pass, gradient)),
  }
}
