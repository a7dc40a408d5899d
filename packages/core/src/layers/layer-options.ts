import { type Activation, activationDefinitions, createActivation } from '../activations/index.ts'
import {
  type ChoiceOption,
  number,
  type OptionRange,
  type Options,
  type OptionValues,
  share,
} from '../options/option.ts'
import { type InitName, initNames } from './initial-weights.ts'

const anyNumber: OptionRange = { min: -Infinity, minIncluded: false, max: Infinity, maxIncluded: false }

/** Of every layer that has units. Without `init`, weights are drawn by what follows them: see `initOf`. */
export const unitOptions = {
  batch_norm: { kind: 'flag', default: false, meaning: 'batch normalisation before the activation' },
  dropout: number(share, 'probability that a unit is dropped while training', 0),
  init: { kind: 'choice', choices: initNames, meaning: 'how the initial weights are drawn' },
  bias: number(anyNumber, 'the initial biases', 0),
} as const satisfies Options

/** Which activation, and the options of those that have any, under their own names. */
export const activationOptions = {
  activation: {
    kind: 'choice',
    choices: activationDefinitions.map(({ name }) => name),
    meaning: 'the function behind the sums',
  } satisfies ChoiceOption,
  ...Object.assign({}, ...activationDefinitions.map(({ options }) => options)),
} as Options & { activation: ChoiceOption }

export function activationOf(spec: OptionValues): Activation {
  const name = spec['activation'] as string
  const { options } = activationDefinitions.find((each) => each.name === name)!
  const given = Object.fromEntries(Object.keys(options).map((key) => [key, spec[key] as number]))
  return createActivation(name, given)
}

/** He's where the activation is zero for a half of all sums, or nearly; Xavier's elsewhere. */
export function usualInit(activation: string): InitName {
  return HALVING.includes(activation) ? 'he_uniform' : 'xavier_uniform'
}

const HALVING = ['relu', 'leaky_relu', 'elu', 'gelu', 'silu']
