import { type Activation, createActivation } from '../activations/index.ts'
import { add, formula, mul } from '../formula/expression.ts'
import type { Kernels, PanelOperation } from '../kernels/kernels.ts'
import type { Matrix } from '../kernels/matrix.ts'
import type { Parameter } from './parameter.ts'
import type { StageMaker } from './stage.ts'

/**
 * Adds a bias and applies an activation, in one walk over the panel.
 *
 *     out = f(x + b)      gradX = gradOut·f′(x + b)      gradb = Σ over rows of gradX
 *
 * The input is overwritten: by `out`, or, where f′ needs x itself (GELU, SiLU), by x + b.
 */
export function biasActivation(kernels: Kernels, bias: Parameter, f: Activation): StageMaker {
  return (input) => {
    const output = f.needsInput ? kernels.matrix(input.rows, input.columns) : input
    const forward = formula(`bias ${f.name}`, ({ stream, column }) => {
      const x = add(stream('x'), column('bias'))
      return f.needsInput ? { x, out: f.forward(x) } : { out: f.forward(x) }
    })
    return {
      output,
      parameters: [bias],
      buffers: [],
      forward: () => [kernels.formula(forward, { x: input, bias: bias.values.values, out: output })],
      backward: (pass, gradient) => [
        ...derivative(kernels, f, { x: input, y: output, gradient }),
        kernels.columnSums(gradient, bias.gradient.values),
        ...pass.takeColumns(bias),
      ],
    }
  }
}

/** Adds a bias alone, for batch norm to follow. */
export function addBias(kernels: Kernels, bias: Parameter): StageMaker {
  return biasActivation(kernels, bias, createActivation('identity'))
}

export interface DerivativeOperands {
  x: Matrix
  y: Matrix
  gradient: Matrix
}

/** gradient ← gradient·f′ */
export function derivative(kernels: Kernels, f: Activation, operands: DerivativeOperands): PanelOperation[] {
  if (f.name === 'identity') return []
  const product = formula(`gradient of ${f.name}`, ({ stream }) => {
    const slope = f.derivative({ x: stream('x'), y: stream('y') })
    return { gradient: mul(stream('gradient'), slope) }
  })
  return [kernels.formula(product, { ...operands })]
}
