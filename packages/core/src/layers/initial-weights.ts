import type { RandomStream } from '@hypersweep/numbers'

/** How many numbers each sum of a layer has, forwards and backwards. */
export interface Fans {
  fanIn: number
  fanOut: number
}

type Draw = (stream: RandomStream) => number

const uniform =
  (limit: (fans: Fans) => number) =>
  (fans: Fans): Draw => {
    const bound = limit(fans)
    return (stream) => (2 * stream.uniform() - 1) * bound
  }

const normal =
  (deviation: (fans: Fans) => number) =>
  (fans: Fans): Draw => {
    const spread = deviation(fans)
    return (stream) => spread * stream.normal()
  }

/**
 * How initial weights are drawn; all have mean 0.
 *
 *     he_normal       deviation √(2 / fanIn)                 He et al. 2015, https://arxiv.org/abs/1502.01852
 *     he_uniform      within ±√(6 / fanIn)                   the same deviation
 *     xavier_normal   deviation √(2 / (fanIn + fanOut))      Glorot & Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 *     xavier_uniform  within ±√(6 / (fanIn + fanOut))        the same deviation
 *     lecun_normal    deviation √(1 / fanIn)                 LeCun et al. 1998, Efficient BackProp
 *     lecun_uniform   within ±√(3 / fanIn)                   the same deviation
 *     small_normal    deviation 0.01                         for study: signals vanish in deep networks
 *     zeros                                                  for study: units of a layer stay alike for ever
 */
export const initialisations = {
  he_normal: normal(({ fanIn }) => Math.sqrt(2 / fanIn)),
  he_uniform: uniform(({ fanIn }) => Math.sqrt(6 / fanIn)),
  xavier_normal: normal(({ fanIn, fanOut }) => Math.sqrt(2 / (fanIn + fanOut))),
  xavier_uniform: uniform(({ fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut))),
  lecun_normal: normal(({ fanIn }) => Math.sqrt(1 / fanIn)),
  lecun_uniform: uniform(({ fanIn }) => Math.sqrt(3 / fanIn)),
  small_normal: normal(() => 0.01),
  zeros: () => () => 0,
} as const satisfies Record<string, (fans: Fans) => Draw>

export type InitName = keyof typeof initialisations

export const initNames = Object.keys(initialisations) as InitName[]

/** `count` float32 numbers, drawn in ascending order. */
export function initialWeights(init: InitName, fans: Fans, count: number, stream: RandomStream): Float32Array {
  const draw = initialisations[init](fans)
  return Float32Array.from({ length: count }, () => draw(stream))
}
