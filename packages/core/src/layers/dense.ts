import type { Activation } from '../activations/index.ts'
import { count, number } from '../options/option.ts'
import { addBias, biasActivation } from './activation.ts'
import { batchNorm } from './batch-norm.ts'
import type { LayerContext, LayerDefinition, LayerSpec } from './definition.ts'
import { dropoutStages } from './dropout.ts'
import { flattened } from './flatten.ts'
import { type InitName, initialWeights } from './initial-weights.ts'
import { activationOf, activationOptions, unitOptions } from './layer-options.ts'
import { perUnit, weight } from './parameter.ts'
import { productPart } from './product.ts'
import { chain, type StageMaker } from './stage.ts'

/**
 * A fully connected layer: product, bias, batch norm, activation, dropout, in this order; what is not asked for is not
 * there. Images are flattened first.
 *
 *     out = dropout(f(norm(x·W + b)))
 *
 * x [rows, inputs], W [inputs, units], b [units], out [rows, units].
 * Differs from PyTorch's `Linear` in keeping W as [inputs, units], not its transpose.
 */
export const dense: LayerDefinition = {
  name: 'dense',
  size: number(count, 'the number of units'),
  options: { ...activationOptions, ...unitOptions },

  make(spec, flow, context) {
    const { kernels, name, capacity } = context
    return flattened(flow, context, (input) => {
      const units = spec['dense'] as number
      const inputs = input.values.columns
      const f = activationOf(spec)
      const weights = weight(kernels, `${name}.weight`, inputs, units)
      const fans = { fanIn: inputs, fanOut: units }
      weights.write(initialWeights(spec['init'] as InitName, fans, inputs * units, context.initial()), weights.values)
      const gradientMayHaveZeros = f.rectifies && spec['batch_norm'] === false
      const product = productPart(kernels, input, { weights, capacity, gradientMayHaveZeros })
      const stages = chain(product.values, unitStages(spec, units, f, context))
      return {
        parameters: [weights, ...stages.parameters],
        buffers: stages.buffers,
        ...(f.rectifies && { rectified: stages.output }),
        output: {
          kind: 'matrix',
          values: stages.output,
          gradient: product.gradient,
          mayHaveZeros: f.rectifies || spec['dropout'] !== 0,
          onGradient: (pass) => stages.backward(pass, product.gradient),
        },
        forward: (operations, pass) => product.forward(operations, pass.rows, stages.forward(pass)),
        backward: product.backward,
      }
    })
  },
}

/** What follows a product of so many units. */
function unitStages(spec: LayerSpec, units: number, f: Activation, context: LayerContext): StageMaker[] {
  const { kernels, name } = context
  const bias = perUnit(kernels, `${name}.bias`, units, spec['bias'] as number)
  const stages =
    spec['batch_norm'] === true
      ? [addBias(kernels, bias), batchNorm(kernels, { name, units, activation: f })]
      : [biasActivation(kernels, bias, f)]
  return [...stages, ...dropoutStages(spec, f.rectifies, context)]
}
