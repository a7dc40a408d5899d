import { CoreError } from '../errors.ts'
import type { Activation, ActivationDefinition, ActivationOptions } from './activation.ts'
import { elu } from './elu.ts'
import { gelu } from './gelu.ts'
import { identity } from './identity.ts'
import { leakyRelu } from './leaky-relu.ts'
import { relu } from './relu.ts'
import { sigmoid } from './sigmoid.ts'
import { silu } from './silu.ts'
import { softplus } from './softplus.ts'
import { tanh } from './tanh.ts'

export type { Activation, ActivationDefinition, ActivationOptions } from './activation.ts'

/** Every activation that there is; a new one is a file and a line here. */
export const activationDefinitions: readonly ActivationDefinition[] = [
  identity,
  relu,
  leakyRelu,
  elu,
  sigmoid,
  tanh,
  softplus,
  gelu,
  silu,
]

/**
 * The activation of a name, with the defaults of the options that are not given.
 *
 * @throws CoreError ACTIVATION when there is none of that name
 */
export function createActivation(name: string, given: ActivationOptions = {}): Activation {
  const definition = activationDefinitions.find((each) => each.name === name)
  const names = activationDefinitions.map((each) => each.name).join(', ')
  if (definition === undefined)
    throw new CoreError('ACTIVATION', `There is no activation ${name}.`, `Use one of ${names}.`)
  const defaults = Object.entries(definition.options).map(([key, option]) => [key, option.default])
  const options: ActivationOptions = { ...Object.fromEntries(defaults), ...given }
  return {
    name,
    needsInput: definition.needsInput,
    rectifies: definition.rectifies,
    forward: (x) => definition.forward(x, options),
    derivative: (point) => definition.derivative(point, options),
  }
}
